// A person: personal fields, once read, are shown until the page is left.

document.addEventListener("muster:fields", (event) => {
  const list = document.querySelector("[data-fields]");
  const fields = event.detail.fields ?? event.detail;
  list.replaceChildren();
  for (const [name, text] of Object.entries(fields)) {
    const key = document.createElement("dt");
    key.textContent = name.replaceAll("_", " ");
    key.lang = "en";
    const value = document.createElement("dd");
    value.dir = "auto";
    value.textContent = String(text);
    list.append(key, value);
  }
  list.hidden = false;
});

// The map's slider: people at sites and trips on their way, past by the record, then as planned.

import { digits, number, tell } from "./board.js";

const PLACES = 20; // along a way at which numbers do not run into each other
const SVG = "http://www.w3.org/2000/svg";
const LARGEST = 30;
const SMALLEST = 4.5;
const FRAME_MS = 120;
const SOONEST_MS = 20_000;

const map = document.getElementById("map");
if (map) start(map);

async function start(map) {
  const words = JSON.parse(map.querySelector("#map-words").textContent);
  let course = await fetched(map.dataset.course);
  if (!course) return;
  const limits = map.dataset.classes.split(",").map(Number);
  const panels = [...map.querySelectorAll(".sheet")].map((sheet) => panelOf(sheet));
  let most, moments, trips;
  const slider = map.querySelector("#moment");

  function take(given) {
    course = given;
    most = Math.max(1, ...Object.values(course.people).flat());
    moments = course.times.map((time) => Date.parse(time));
    trips = course.trips.map((trip) => ({ ...trip, begin: Date.parse(trip.departs), end: Date.parse(trip.arrives) }));
    slider.max = String(course.times.length - 1);
    slider.value = String(course.now);
  }

  take(course);
  slider.disabled = false;
  map.querySelector("[data-now]").disabled = false;
  const shownAt = timeShower(words.zone);
  map.querySelector("[data-first]").textContent = shownAt(moments[0]);
  map.querySelector("[data-last]").textContent = shownAt(moments.at(-1));
  const output = map.querySelector("[data-shown]");

  function show(index) {
    const at = moments[index];
    const kind = index === course.now ? words.now : index < course.now ? words.past : words.future;
    output.querySelector("b").textContent = shownAt(at);
    output.querySelector("[data-kind]").textContent = kind;
    slider.setAttribute("aria-valuetext", `${shownAt(at)} ${kind}`);
    const moving = trips.filter((trip) => trip.begin <= at && at < trip.end && (trip.state !== "cancelled"));
    for (const panel of panels) {
      for (const [site, node] of panel.sites) {
        const people = course.people[site]?.[index] ?? 0;
        const chance = course.chances[site]?.[index] ?? 0;
        node.circle.setAttribute("r", Math.max(SMALLEST, LARGEST * Math.sqrt(people / most)).toFixed(1));
        node.circle.dataset.class = String(limits.filter((limit) => chance >= limit).length);
        node.title.textContent = `${node.name}: ${number(people)}`;
        if (node.held) node.held.textContent = number(people);
      }
      drawTrips(panel, moving, at, words);
    }
  }

  slider.addEventListener("input", () => show(Number(slider.value)));
  map.querySelector("[data-now]").addEventListener("click", () => {
    slider.value = String(course.now);
    show(course.now);
    tell(words.now);
  });
  const play = map.querySelector("[data-play]");
  let playing = null;
  play.addEventListener("click", () => {
    if (playing !== null) {
      clearInterval(playing);
      playing = null;
      play.setAttribute("aria-label", words.play);
      return;
    }
    if (Number(slider.value) >= Number(slider.max)) slider.value = "0";
    play.setAttribute("aria-label", words.pause);
    playing = setInterval(() => {
      const next = Number(slider.value) + 1;
      if (next > Number(slider.max)) {
        play.click();
        return;
      }
      slider.value = String(next);
      show(next);
    }, FRAME_MS);
  });
  show(course.now);

  let taken = Date.now();
  document.body.addEventListener("muster:news", async () => {
    const isNow = Number(slider.value) === course.now;
    if (!isNow || playing !== null || Date.now() - taken < SOONEST_MS) return;
    taken = Date.now();
    const given = await fetched(map.dataset.course);
    if (!given) return;
    take(given);
    show(course.now);
  });
}

async function fetched(path) {
  const answer = await fetch(path, { credentials: "same-origin" });
  return answer.ok ? answer.json() : null;
}

function panelOf(sheet) {
  const where = JSON.parse(sheet.querySelector(".where").textContent);
  const sites = new Map();
  for (const link of sheet.querySelectorAll("a[data-site]")) {
    const title = link.querySelector("title");
    const name = title.textContent.slice(0, title.textContent.lastIndexOf(":"));
    const held = sheet.querySelector(`[data-held="${CSS.escape(link.dataset.site)}"]`);
    sites.set(link.dataset.site, { circle: link.querySelector("circle"), title, name, held });
  }
  return { where, sites, trips: sheet.querySelector(".trips"), ways: sheet.querySelector(".ways") };
}

/** Trips that are at the same place of the same way bear one number: of all their people. */
function drawTrips(panel, moving, at, words) {
  panel.trips.replaceChildren();
  panel.ways.replaceChildren();
  const ways = new Set();
  const labels = new Map();
  for (const trip of moving) {
    const from = panel.where[trip.from];
    const to = panel.where[trip.to];
    if (!from || !to || (from[0] === to[0] && from[1] === to[1])) continue;
    const share = (at - trip.begin) / (trip.end - trip.begin);
    const bend = 0.09;
    const middle = [(from[0] + to[0]) / 2 - (to[1] - from[1]) * bend, (from[1] + to[1]) / 2 + (to[0] - from[0]) * bend];
    const way = `M${from}Q${middle} ${to}`;
    if (!ways.has(way)) {
      ways.add(way);
      panel.ways.append(make("path", { class: "way", d: way }));
    }
    const along = (a, b, c) => (1 - share) ** 2 * a + 2 * share * (1 - share) * b + share ** 2 * c;
    const x = along(from[0], middle[0], to[0]);
    const y = along(from[1], middle[1], to[1]);
    const turn = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
    const link = make("a", trip.state ? { href: `/trips/${encodeURIComponent(trip.id)}` } : {});
    const title = make("title", {});
    title.textContent = `${words.trip.replace("{n}", trip.id)}: ${number(trip.people)}`;
    link.append(make("path", { class: "trip-at", d: "M-7 -5 8 0 -7 5Z", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${turn.toFixed(0)})` }), title);
    panel.trips.append(link);
    const place = `${way} ${Math.round(share * PLACES)}`;
    const riding = (labels.get(place)?.people ?? 0) + trip.people;
    const label = labels.get(place)?.label ?? make("text", { class: "trip-people", x: x.toFixed(0), y: (y - 9).toFixed(0) });
    labels.set(place, { label, people: riding });
    label.textContent = number(riding);
    panel.trips.append(label);
  }
}

function make(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** Times in the operation's own zone, such as UTC+03:00. */
function timeShower(zone) {
  const found = /UTC([+-])(\d\d):(\d\d)/.exec(zone);
  const offset = found ? (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) : 0;
  const language = document.body.dataset.language === "ar" ? "ar-SY-u-nu-latn" : "en-GB";
  const format = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "UTC" });
  return (moment) => digits(format.format(new Date(moment + offset * 60000)).replace(",", "").replace("،", ""));
}

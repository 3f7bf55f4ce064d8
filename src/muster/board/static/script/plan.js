// The plan: the picture of trips begins at the present.

const BEFORE = 160;

const gantt = document.querySelector(".gantt[data-now]");
if (gantt) gantt.scrollLeft = Math.max(Number(gantt.dataset.now) - BEFORE, 0);

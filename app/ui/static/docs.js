/* Finds calls and opens what a link leads to; without it the page is complete, only longer to look through. */

const input = document.getElementById("find");
const calls = [...document.querySelectorAll("details.call")];
const groups = [...document.querySelectorAll('section[id^="group-"]')];

function find() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const call of calls) {
    const text = call.querySelector("summary").textContent.toLowerCase();
    call.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of groups) group.hidden = !group.querySelector("details.call:not([hidden])");
  const count = calls.filter((call) => !call.hidden).length;
  document.getElementById("found").textContent = words.length ? `${count} of ${calls.length}` : "";
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

document.querySelector(".find").hidden = false;
input.addEventListener("input", find);
window.addEventListener("hashchange", openTarget);
openTarget();

/* Logs in and out and shows the bot's state. All addresses are relative, so the page works under any sub-path. */

const API = "api/v1/";
const ASK_EVERY_MS = 5000;
const ASK_LIMIT_MS = 10000;
const byId = (id) => document.getElementById(id);
const fact = (name) => document.querySelector(`[data-fact="${name}"]`);

let csrfToken = null;
let timer = null;

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/* The JSON of one call; throws Refused with the server's reason, or with status 0 where nothing answered. */
async function call(method, path, body) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET" && csrfToken) headers["X-CSRF-Token"] = csrfToken;
  let reply;
  try {
    reply = await fetch(API + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      signal: AbortSignal.timeout(ASK_LIMIT_MS),
    });
  } catch {
    throw new Refused(0, "The bot does not answer.");
  }
  const given = await reply.json().catch(() => null);
  if (!reply.ok) throw new Refused(reply.status, given?.error ?? `The server answered ${reply.status}.`);
  return given;
}

function say(text) {
  byId("error").textContent = text;
}

function moment(text) {
  return text ? new Date(text).toLocaleString() : "–";
}

/* Either the form or the bot. The focus follows where the user acted, and stays where it is on loading. */
function show(user, moveFocus) {
  const isIn = user !== null;
  byId("entrance").hidden = isIn;
  byId("bot").hidden = !isIn;
  byId("logout").hidden = !isIn;
  byId("user").hidden = !isIn;
  byId("user").textContent = user ?? "";
  if (moveFocus) byId(isIn ? "bot-title" : "username").focus();
}

function enter(who, moveFocus) {
  csrfToken = who.csrf_token;
  fact("session").textContent = moment(who.expires_at);
  say("");
  show(who.user, moveFocus);
  refresh();
}

function leave(message, moveFocus = true) {
  clearTimeout(timer);
  csrfToken = null;
  for (const place of document.querySelectorAll("[data-fact]")) place.textContent = "";
  setState("");
  say(message);
  show(null, moveFocus);
}

/* A region that is read aloud speaks on every change of its text, so it is only set when it differs. */
function setState(text, kind = text) {
  const place = byId("state");
  if (place.textContent !== text) place.textContent = text;
  place.dataset.state = kind;
}

function showConfig(config) {
  const isTrading = config.state !== "";
  setState(isTrading ? config.state : "no bot (webserver mode)");
  fact("name").textContent = config.bot_name;
  fact("mode").textContent = isTrading ? (config.dry_run ? "dry run" : "live") : config.runmode;
  fact("strategy").textContent = config.strategy || "–";
  fact("exchange").textContent = [config.exchange, config.trading_mode].filter(Boolean).join(", ");
  fact("stake").textContent = [config.stake_amount, config.stake_currency].filter(Boolean).join(" ");
  return isTrading;
}

async function ask() {
  if (!showConfig(await call("GET", "show_config"))) {
    fact("pass").textContent = "–";
    return;
  }
  const health = await call("GET", "health");
  fact("pass").textContent = moment(health.last_process);
  if (health.failure) setState(`failed: ${health.failure}`, "failed");
}

/* Asks now and then again while somebody is logged in; a hidden tab waits until it is looked at. */
async function refresh() {
  clearTimeout(timer);
  const asked = csrfToken;
  try {
    await ask();
    if (asked === csrfToken) say("");
  } catch (problem) {
    if (asked !== csrfToken) return;
    if (problem.status === 401) {
      leave("The session has ended. Log in again.");
      return;
    }
    say(problem.message);
  }
  if (asked !== null && asked === csrfToken && !document.hidden) timer = setTimeout(refresh, ASK_EVERY_MS);
}

async function logIn(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[type=submit]");
  const given = new FormData(form);
  button.disabled = true;
  say("");
  try {
    const who = await call("POST", "session/login", {
      username: given.get("username"),
      password: given.get("password"),
    });
    form.reset();
    enter(who, true);
  } catch (problem) {
    say(problem.message);
    byId("password").select();
  } finally {
    button.disabled = false;
  }
}

async function logOut() {
  try {
    await call("POST", "session/logout");
    leave("");
  } catch (problem) {
    if (problem.status === 401) leave("");
    else say(`Not logged out: ${problem.message}`);
  }
}

/* The session that the browser still has from an earlier visit, if there is one. */
async function resume() {
  try {
    const who = await call("GET", "session");
    if (who.csrf_token) enter(who, false);
  } catch (problem) {
    if (problem.status !== 401) say(problem.message);
  }
}

const here = new URL(".", document.baseURI).href.replace(/\/$/, "");
for (const place of document.querySelectorAll("[data-address]")) place.textContent = here;
byId("login").addEventListener("submit", logIn);
byId("logout").addEventListener("click", logOut);
document.addEventListener("visibilitychange", () => {
  if (csrfToken && !document.hidden) refresh();
});
resume();

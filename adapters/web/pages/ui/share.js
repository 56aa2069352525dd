// Shows what the owner of a share code chose. The code comes behind "#", which no browser sends, or is typed; it
// goes to the hall in a header alone, and the address line is cleaned at once. A look counts as a use, so it
// waits for the button: who only previews a link uses nothing up.
const english = document.documentElement.lang === "en";
const at = (id) => document.getElementById(id);

function take() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  at("code").value = code;
  history.replaceState(null, "", location.pathname + location.search);
}

function say(text) {
  at("said").textContent = text;
  at("said").hidden = false;
}

function show(reply) {
  at("fields").replaceChildren(...reply.shown.flatMap((field) => {
    const name = document.createElement("dt"), value = document.createElement("dd");
    name.textContent = english ? field.labelEn : field.labelZh;
    value.textContent = field.value;
    return [name, value];
  }));
  at("number").textContent = reply.shareNo;
  at("until").textContent = new Date(Number(reply.endsAtUs) / 1000).toLocaleString(
    english ? "en-GB" : "zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "medium", timeStyle: "short" });
  at("left").textContent = reply.usesLeft;
  at("shown").hidden = false;
  at("shown").querySelector("h2").focus();
}

async function ask(event) {
  event.preventDefault();
  const button = at("ask").querySelector("button");
  at("said").hidden = at("shown").hidden = true;
  button.disabled = true;
  try {
    const answer = await fetch("/api/v1/access/use-share", {
      credentials: "omit",
      cache: "no-store",
      headers: { "X-Share-Code": encodeURIComponent(at("code").value.trim()), "Accept-Language": english ? "en" : "zh-CN" },
    });
    const told = await answer.json();
    if (answer.ok) show(told.reply);
    else say(told.text || told.title);
  } catch {
    say(at("said").dataset.unreachable);
  }
  button.disabled = false;
}

at("other").addEventListener("click", (event) => {
  event.currentTarget.hash = at("code").value ? encodeURIComponent(at("code").value) : "";
});
at("ask").addEventListener("submit", ask);
window.addEventListener("hashchange", take);
take();

// How the page words times, sizes and errors.
import { gettext } from "../language.js";

const ERRNO = {
  ECONNREFUSED: gettext("connection refused"),
  ECONNRESET: gettext("connection reset"),
  ETIMEDOUT: gettext("no answer in time"),
  ENETUNREACH: gettext("network unreachable"),
  EHOSTUNREACH: gettext("host unreachable"),
};

export function clockTime(seconds) {
  const date = new Date(seconds * 1000);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${parts.map((part) => String(part).padStart(2, "0")).join(":")}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

export const clock = { now: () => Date.now() }; // a replay has a time of its own

export function age(seconds) {
  const past = Math.max(0, Math.round(clock.now() / 1000 - seconds));
  if (past < 120) return `${past}s`;
  if (past < 600) return `${Math.floor(past / 60)}m${past % 60 ? `${past % 60}s` : ""}`;
  return past < 7200 ? `${Math.floor(past / 60)}m` : `${Math.floor(past / 3600)}h`;
}

export function size(bytes) {
  if (bytes == null) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}

export const took = (ms) => (ms == null ? "" : `${ms < 10 ? Number(ms.toPrecision(2)) : Math.round(ms)} ms`);
export const errno = (name) => (ERRNO[name] ? `${ERRNO[name]} (${name})` : name);

export function request(entry) {
  const asked = [entry.method, entry.path].filter(Boolean).join(" ");
  return asked || entry.request_preview || entry.protocol || "";
}

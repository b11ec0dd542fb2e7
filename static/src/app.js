// What every page does; the sandbox's live parts start only where their elements are.
import { startClock } from "./clock.js";
import { startConsole } from "./console.js";
import { startControls } from "./controls.js";
import { startInside } from "./inside.js";
import { startLesson } from "./lesson.js";
import { startLocalTimes } from "./local-times.js";
import { startShare } from "./share.js";
import { startLive } from "./live/live.js";
import { startTabs } from "./tabs.js";
import { startTerminalTab } from "./terminal-tab.js";
import { startThemeSwitch } from "./theme-switch.js";
import { startTrouble } from "./trouble.js";
import { startXray } from "./xray.js";
import { startTimeline } from "./timeline/start.js";

startThemeSwitch();
startControls();
startConsole();
startShare();
startLesson();
startTrouble();
startLocalTimes();
startInside();
startTabs();
startTerminalTab();
startClock();
startXray();
startLive();
startTimeline();
performance.mark("podlab:ready"); // from here on a click does what it should

/** All tools by id. A new tool is a file here, a line here and a line in commands.js. */
import angle from "./angle.js";
import circle from "./circle.js";
import crosshair from "./crosshair.js";
import freehand from "./freehand.js";
import length from "./length.js";
import mark from "./mark.js";
import pan from "./pan.js";
import probe from "./probe.js";
import scroll from "./scroll.js";
import window from "./window.js";
import zoom from "./zoom.js";

export const tools = { scroll, window, zoom, pan, probe, length, angle, circle, freehand, crosshair, mark };

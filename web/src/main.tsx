/** The page begins here. */
import "./platform/ui/index.css";
import { render } from "solid-js/web";
import { App } from "./app/app.tsx";
import { keep_appearance } from "./platform/store/appearance.ts";

keep_appearance();
const place = document.getElementById("app");
if (place !== null) render(() => <App />, place);

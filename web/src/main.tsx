/** The page begins here. */
import { render } from "solid-js/web";
import { App } from "./app/app.tsx";
import { keep_appearance } from "./platform/store/appearance.ts";
import "./platform/ui/index.css";

keep_appearance();
render(() => <App />, document.getElementById("app")!);

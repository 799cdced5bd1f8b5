import { expect, test } from "vitest";
import { LAYER_ORDER, with_layer_order } from "./layer_order.ts";

test("a sheet with layers says their order first", () => {
  const sheet = "@layer components{.button{border:1px solid}}";
  expect(with_layer_order(sheet)).toBe(LAYER_ORDER + sheet);
  expect(with_layer_order(LAYER_ORDER + sheet)).toBe(LAYER_ORDER + sheet);
  expect(with_layer_order(`@charset "utf-8";${sheet}`)).toBe(`@charset "utf-8";${LAYER_ORDER}${sheet}`);
});

test("a sheet without layers stays as it is", () => {
  expect(with_layer_order("body{margin:0}")).toBe("body{margin:0}");
});

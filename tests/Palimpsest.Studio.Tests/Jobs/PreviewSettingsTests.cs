using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Previews;
using Palimpsest.Imaging;
using Palimpsest.Studio.Jobs.Running;

namespace Palimpsest.Studio.Tests.Jobs;

public sealed class PreviewSettingsTests
{
    private static readonly LatentShape _shape = new(4, 1, 1);

    [Theory]
    [InlineData("""{ "show_progress_type": "Full" }""", true, 1)]
    [InlineData("""{ "show_progress_type": "TAESD" }""", true, 2)]
    [InlineData("""{ "show_progress_type": "TAESD" }""", false, 127)]
    [InlineData("""{ "show_progress_type": "Approx cheap" }""", true, 127)]
    [InlineData("""{ "show_progress_type": "Approx NN" }""", true, 127)]
    [InlineData("""{ "show_progress_type": 3 }""", true, 127)]
    [InlineData("{}", true, 127)]
    public void The_type_says_what_makes_the_picture(string settings, bool isTinyThere, int shown)
    {
        var previews = new LatentPreviews(_shape, () => LatentColours.StableDiffusion1, _ => Grey(1), isTinyThere ? _ => Grey(2) : null);
        byte[] file = new PreviewSettings(JsonNode.Parse(settings)!.AsObject()).Of(new float[4], previews).File;
        Assert.Equal((byte)shown, PictureReader.Read(file, "preview.png").ToWebuiPicture().Pixels[0]);
    }

    [Theory]
    [InlineData("{}", 0, true)]
    [InlineData("{}", 6, true)]
    [InlineData("""{ "show_progress_every_n_steps": 5 }""", 0, true)]
    [InlineData("""{ "show_progress_every_n_steps": 5 }""", 3, false)]
    [InlineData("""{ "show_progress_every_n_steps": 5 }""", 4, true)]
    [InlineData("""{ "show_progress_every_n_steps": -1 }""", 0, false)]
    [InlineData("""{ "live_previews_enable": false }""", 0, false)]
    public void Steps_are_shown_as_often_as_the_settings_say(string settings, int step, bool isShown) =>
        Assert.Equal(isShown, new PreviewSettings(JsonNode.Parse(settings)!.AsObject()).Shows(step));

    private static Picture Grey(byte level) => new(1, 1, 3, [level, level, level]);
}

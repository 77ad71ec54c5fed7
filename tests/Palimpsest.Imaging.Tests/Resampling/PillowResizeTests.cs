using System.Text.Json;
using Palimpsest.Imaging.Resampling;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Resampling;

public class PillowResizeTests
{
    private const string Cases = "images/resample/pillow.safetensors";

    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            if (Reference.Find(Cases) is not null)
            {
                foreach (JsonElement entry in Reference.Tensors(Cases).Case.GetProperty("cases").EnumerateArray())
                {
                    if (entry.GetProperty("filter").ValueKind == JsonValueKind.String && !entry.TryGetProperty("reducing_gap", out _))
                    {
                        names.Add(entry.GetProperty("name").GetString()!);
                    }
                }
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Pixels_are_Pillows(string name)
    {
        TensorFile tensors = Reference.Tensors(Cases);
        JsonElement entry = tensors.Case.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        Picture source = CodecCases.Picture(tensors, "source/" + entry.GetProperty("source").GetString());
        int[] size = [.. entry.GetProperty("size").EnumerateArray().Select(side => side.GetInt32())];
        var filter = Enum.Parse<ResampleFilter>(entry.GetProperty("filter").GetString()!, ignoreCase: true);
        SourceBox box = SourceBox.All(source);
        if (entry.TryGetProperty("box", out JsonElement given))
        {
            float[] sides = [.. given.EnumerateArray().Select(side => (float)side.GetDouble())];
            box = new SourceBox(sides[0], sides[1], sides[2], sides[3]);
        }

        PictureAssert.Same(CodecCases.Picture(tensors, name), PillowResize.Resize(source, size[0], size[1], filter, box), name);
    }

    [Theory]
    [InlineData(-1, 0, 3, 3)]
    [InlineData(0, 0, 5, 3)]
    [InlineData(2, 0, 1, 3)]
    [InlineData(0, float.NaN, 1, 3)]
    public void A_box_outside_the_picture_is_refused(float left, float top, float right, float bottom) =>
        Assert.Throws<ArgumentException>(() => PillowResize.Resize(new Picture(4, 4, 1, new byte[16]), 2, 2, ResampleFilter.Bicubic, new SourceBox(left, top, right, bottom)));

    [Theory]
    [InlineData("rgba", "rgba-premultiplied", "rgba-premultiplied-back")]
    public void Premultiplying_rounds_as_Pillow_does(string source, string there, string back)
    {
        TensorFile tensors = Reference.Tensors("images/resample/pillow-primitives.safetensors");
        Picture premultiplied = AlphaWeighting.Premultiply(CodecCases.Picture(tensors, source));
        PictureAssert.Same(CodecCases.Picture(tensors, there), premultiplied, there);
        PictureAssert.Same(CodecCases.Picture(tensors, back), AlphaWeighting.Unpremultiply(premultiplied), back);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_uniform_picture_stays_uniform(int channels)
    {
        byte[] pixels = new byte[40 * 30 * channels];
        Array.Fill(pixels, (byte)255);
        Picture resized = PillowResize.Resize(new Picture(40, 30, channels, pixels), 17, 61, ResampleFilter.Lanczos);
        Assert.All(resized.Pixels, sample => Assert.Equal(255, sample));
    }
}

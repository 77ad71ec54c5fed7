using System.Text.Json;
using Palimpsest.Imaging.Masks;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Masks;

public sealed class MaskTests
{
    private const string Regions = "images/webui/crop-regions.json";

    [Theory]
    [InlineData("brush")]
    [InlineData("empty")]
    [InlineData("l-soft")]
    [InlineData("photo-alpha")]
    [InlineData("photo-opaque")]
    [InlineData("ramp")]
    [InlineData("rgb")]
    public void A_mask_is_made_of_a_picture_as_webui_does(string input)
    {
        TensorFile file = Reference.Tensors("images/webui/masks.safetensors");
        foreach (bool round in new[] { true, false })
        {
            Picture mask = MaskPicture.Of(file.Picture($"input/{input}"), round);
            PictureAssert.Same(file.Picture($"mask/{input}/round={round}"), mask, $"round {round}");
            PictureAssert.Same(file.Picture($"invert/{input}/round={round}"), mask.Inverted(), $"inverted, round {round}");
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(1, 0)]
    [InlineData(2, 9)]
    [InlineData(4, 4)]
    [InlineData(16, 16)]
    [InlineData(64, 5)]
    public void Blur_is_webuis(int x, int y)
    {
        TensorFile file = Reference.Tensors("images/webui/masks.safetensors");
        PictureAssert.Same(file.Picture($"blur/brush/x={x},y={y}"), file.Picture("mask/brush/round=True").Blurred(x, y));
    }

    [Theory]
    [InlineData("all")]
    [InlineData("brush")]
    [InlineData("edge")]
    [InlineData("none")]
    [InlineData("soft")]
    public void Fill_is_webuis(string mask)
    {
        TensorFile file = Reference.Tensors("images/webui/masks.safetensors");
        PictureAssert.Same(file.Picture($"fill/result/{mask}"), MaskFill.Apply(file.Picture("fill/image"), file.Picture($"fill/mask/{mask}")));
    }

    [Fact]
    public void Crop_regions_are_webuis()
    {
        foreach (JsonElement row in Reference.Json(Regions).GetProperty("rows").EnumerateArray())
        {
            int[] size = Numbers(row, "mask")!, target = Numbers(row, "target")!;
            var pixels = new byte[size[0] * size[1]];
            if (Numbers(row, "box") is int[] box)
            {
                for (int y = box[1]; y < box[3]; y++)
                {
                    pixels.AsSpan((y * size[0]) + box[0], box[2] - box[0]).Fill(1);
                }
            }

            CropRegion? region = CropRegion.Of(new Picture(size[0], size[1], 1, pixels), row.GetProperty("padding").GetInt32());
            Assert.Equal(Region(Numbers(row, "region_v2")), region);
            Assert.Equal(Region(Numbers(row, "expanded")), region?.Expanded(target[0], target[1], size[0], size[1]));
        }
    }

    private static CropRegion? Region(int[]? edges) => edges is null ? null : new CropRegion(edges[0], edges[1], edges[2], edges[3]);

    private static int[]? Numbers(JsonElement row, string name) =>
        row.GetProperty(name).ValueKind == JsonValueKind.Null ? null : [.. row.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];
}

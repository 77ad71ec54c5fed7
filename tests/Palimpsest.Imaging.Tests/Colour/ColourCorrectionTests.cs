using Palimpsest.Imaging.Colour;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Colour;

public sealed class ColourCorrectionTests
{
    [Fact]
    public void Lab_is_OpenCVs_in_both_directions()
    {
        TensorFile file = Reference.Tensors("images/resample/opencv-primitives.safetensors");
        Picture grid = file.Picture("grid");
        PictureAssert.Same(file.Picture("grid-rgb2lab"), LabConversion.ToLab(grid), "to Lab");
        PictureAssert.Same(file.Picture("grid-lab2rgb"), LabConversion.ToRgb(grid), "to RGB");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_step_is_webuis(int number)
    {
        TensorFile steps = Reference.Tensors($"images/webui/color/{number}-steps.safetensors");
        Picture reference = Read($"{number}-reference"), result = Read($"{number}-result");
        Picture resultLab = LabConversion.ToLab(result), referenceLab = LabConversion.ToLab(reference);
        PictureAssert.Same(steps.Picture("result_lab"), resultLab, "result Lab");
        PictureAssert.Same(steps.Picture("reference_lab"), referenceLab, "reference Lab");
        Picture matched = HistogramMatching.Match(resultLab, referenceLab);
        PictureAssert.Same(steps.Picture("matched_lab"), matched, "matched Lab");
        PictureAssert.Same(steps.Picture("matched_rgb"), LabConversion.ToRgb(matched), "matched RGB");
        PictureAssert.Same(Read($"{number}-corrected"), new ColourCorrection(reference).Apply(result), "corrected");
    }

    private static Picture Read(string name) => PictureReader.Read(Reference.Path($"images/webui/color/{name}.png")).ToWebuiPicture();
}

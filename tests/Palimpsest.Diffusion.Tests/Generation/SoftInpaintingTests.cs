using System.Text.Json;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Tests.Generation;

public sealed class SoftInpaintingTests
{
    [Fact]
    public void Arguments_are_taken_in_their_order_and_the_rest_keeps_its_defaults()
    {
        SoftInpainting? soft = Read("[true, 2, 1.0, 8]");
        Assert.Equal(new SoftInpainting { ScheduleBias = 2, PreservationStrength = 1.0, TransitionContrastBoost = 8 }, soft);
        Assert.Equal(("2", "1.0"), (soft!.ScheduleBias.ToString(), soft.PreservationStrength.ToString()));
        Assert.Equal(new SoftInpainting(), Read("[true]"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[false, 2]")]
    [InlineData("[0]")]
    [InlineData("[null]")]
    [InlineData("[\"\"]")]
    [InlineData("[{}]")]
    public void What_Python_takes_for_false_turns_it_off(string arguments) => Assert.Null(Read(arguments));

    [Theory]
    [InlineData("[1]")]
    [InlineData("[\"no\"]")]
    [InlineData("[{\"Soft inpainting\": false, \"Schedule bias\": 3}]")]
    public void What_Python_takes_for_true_turns_it_on_and_the_fields_of_an_object_do_not_count(string arguments) => Assert.Equal(new SoftInpainting(), Read(arguments));

    [Fact]
    public void Arguments_of_the_wrong_kind_are_named() =>
        Assert.Equal("Argument 3 of Soft inpainting is \"4\", but must be a number.", Assert.Throws<GenerationException>(() => Read("[true, 1, 0.5, \"4\"]")).Message);

    private static SoftInpainting? Read(string arguments) => SoftInpainting.OfArguments([.. JsonDocument.Parse(arguments).RootElement.EnumerateArray()]);
}

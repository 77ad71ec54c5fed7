using System.Text.Json;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.TestKit;

namespace Palimpsest.Diffusion.Tests.Prompts;

public sealed class EmphasisTests
{
    private const string File = "prompts/emphasis.json";

    public static IEnumerable<ITheoryDataRow> Cases => ReferenceCases.Of(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Emphasis_gives_the_values_of_the_reference(int number)
    {
        JsonElement @case = ReferenceCases.At(File, number), input = @case.GetProperty("case"), expected = @case.GetProperty("z");
        float[] hidden = Array.ConvertAll(Synthetic(input.GetProperty("z").GetString()!), value => value + 0.3f);
        float[] multipliers = Array.ConvertAll(Synthetic(input.GetProperty("multipliers").GetString()!), value => 1 + (0.4f * value));

        Emphasis.ApplyInPlace(Emphasis.FromOption(input.GetProperty("mode").GetString()!), hidden, multipliers);

        // 1e-6 relative; the values are of the size of 1.
        if (expected.ValueKind == JsonValueKind.Array)
        {
            Close.Within(2e-6, Floats(expected), hidden, "z");
            return;
        }

        float[] first = Floats(expected.GetProperty("first")), last = Floats(expected.GetProperty("last"));
        Close.Within(4e-6, first, hidden.AsSpan(0, first.Length), "first");
        Close.Within(4e-6, last, hidden.AsSpan(hidden.Length - last.Length), "last");
        Assert.Equal(expected.GetProperty("count").GetInt32(), hidden.Length);
        Assert.Equal(expected.GetProperty("sum").GetDouble(), hidden.Sum(value => (double)value), 1e-4);
        Assert.Equal(expected.GetProperty("sumsq").GetDouble(), hidden.Sum(value => (double)value * value), 1e-3);
    }

    [Fact]
    public void Every_mode_has_an_option_value_that_names_it() =>
        Assert.All(Enum.GetValues<EmphasisMode>(), mode => Assert.Equal(mode, Emphasis.FromOption(Emphasis.ToOption(mode))));

    /// <summary>The tensor of an expression such as "… synth.tensor('name',(1,4,3)) …".</summary>
    private static float[] Synthetic(string expression)
    {
        string name = expression.Split('\'')[1];
        string shape = expression.Split('\'')[2].TrimStart(',').TrimStart('(').Split(')')[0];
        return SyntheticWeights.Tensor(name, shape.Split(',').Select(int.Parse).Aggregate(1, (product, size) => product * size));
    }

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];
}

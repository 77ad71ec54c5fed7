using Palimpsest.Diffusion.Prompts;
using Palimpsest.Diffusion.Prompts.Variants;

namespace Palimpsest.Diffusion.Tests.Prompts.Variants;

public sealed class PromptVariantsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("palimpsest-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Python 3: r = random.Random(seed); [r.choice(range(7)) for _ in range(6)]; r.random()
    [Theory]
    [InlineData(0L, new[] { 6, 3, 6, 3, 0, 2 }, 0.9654648863619172)]
    [InlineData(1L, new[] { 1, 4, 6, 6, 6, 0 }, 0.2550690257394217)]
    [InlineData(42L, new[] { 5, 0, 0, 5, 2, 1 }, 0.22321073814882275)]
    [InlineData(4294967295L, new[] { 5, 4, 1, 1, 4, 4 }, 0.29133552762158776)]
    [InlineData(4294967296L, new[] { 0, 2, 3, 0, 0, 4 }, 0.8760931253853963)]
    [InlineData(123456789012345L, new[] { 5, 1, 2, 3, 1, 6 }, 0.5248293643952946)]
    public void Random_numbers_are_pythons(long seed, int[] choices, double unit)
    {
        var random = new PythonRandom(seed);
        Assert.Equal(choices, choices.Select(_ => random.Below(7)));
        Assert.Equal(unit, random.Unit());
    }

    [Fact]
    public void A_wildcard_takes_the_line_that_pythons_choice_takes()
    {
        Write("animal.txt", "cat\r\ndog\nbird\n\nfish\nox\nowl\n");
        string[] lines = ["cat", "dog", "bird", "", "fish", "ox", "owl"];
        var variants = new PromptVariants(new WildcardFolder(_folder), isDynamic: false);
        var random = new PythonRandom(42);
        Assert.Equal($"a {lines[random.Below(7)]}, {lines[random.Below(7)]} and __ {{x|y}} snake_case", variants.For("a __animal__, __animal__ and __ {x|y} snake_case", 42));
        Assert.True(variants.Vary("a __animal__"));
        Assert.False(variants.Vary("a {cat|dog} __ b"));
    }

    [Fact]
    public void Wildcards_lie_in_folders_and_in_each_other()
    {
        Write("sub/colour.txt", "red");
        Write("thing.txt", "__sub/colour__ ball");
        Assert.Equal("a red ball", new PromptVariants(new WildcardFolder(_folder), isDynamic: false).For("a __thing__", 1));
    }

    [Theory]
    [InlineData("__anmal__", "did you mean '__animal__'?")]
    [InlineData("__../secret__", "There is no file '../secret.txt'")]
    [InlineData("__/etc/passwd__", "There is no file '/etc/passwd.txt'")]
    [InlineData("__circle__", "leads back to itself")]
    [InlineData("__empty__", "is empty")]
    public void A_wildcard_that_cannot_be_used_is_an_error(string text, string message)
    {
        Write("animal.txt", "cat");
        Write("circle.txt", "__circle__");
        Write("empty.txt", "");
        PromptException exception = Assert.Throws<PromptException>(() => new PromptVariants(new WildcardFolder(_folder), isDynamic: false).For(text, 1));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Braces_choose_each_text_about_as_often_as_its_weight()
    {
        var variants = new PromptVariants(null, isDynamic: true);
        string[] chosen = [.. Enumerable.Range(0, 4000).Select(seed => variants.For("{3::a|{b|c}}", seed))];
        Assert.Equal(["a", "b", "c"], chosen.Distinct().Order());

        // 3 of 4 are a, with a standard deviation of √(4000 · 3/4 · 1/4) = 27; six of those.
        Assert.InRange(chosen.Count(text => text == "a"), 3000 - 165, 3000 + 165);
    }

    [Theory]
    [InlineData("{a}", "a")]
    [InlineData("{}", "")]
    [InlineData("x{|}", "x")]
    [InlineData("{a", "{a")]
    [InlineData("a}b{", "a}b{")]
    [InlineData("{9$$a}", "a")]
    [InlineData("{{{a}}}", "a")]
    public void Braces_with_one_possibility(string text, string expected) => Assert.Equal(expected, new PromptVariants(null, isDynamic: true).For(text, 5));

    [Fact]
    public void Several_different_texts_can_be_taken()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(seed => new PromptVariants(null, isDynamic: true).For("{2$$a|b|c}", seed))];
        Assert.Equal(["a, b", "a, c", "b, a", "b, c", "c, a", "c, b"], texts.Distinct().Order());
    }

    [Fact]
    public void A_megabyte_of_braces_does_no_harm()
    {
        string text = new string('{', 500_000) + new string('}', 500_000);
        Assert.Equal(2 * (500_000 - 200), new PromptVariants(null, isDynamic: true).For(text, 1).Length);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}

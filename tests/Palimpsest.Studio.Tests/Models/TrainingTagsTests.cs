using Palimpsest.Checkpoints;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.Tests.Models;

/// <summary>Tags of a LoRA's training, as webui's card editor shows them.</summary>
public sealed class TrainingTagsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("palimpsest-tags-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Tags_of_all_folders_come_together_the_most_frequent_first() => Assert.Equal(
        [("cat", 7L), ("roof", 5L), ("moon", 5L), ("dog", 1L)],
        TrainingTags.Of(Lora("""{"10_cats": {"roof": 5, "cat": 3, " moon ": 5, "": 9}, "2_more": {"cat": 4, "dog": 1}, "none": {}}""")));

    [Fact]
    public void Sentences_are_taken_apart_into_words() => Assert.Equal(
        [("roof", 5L), ("cat", 3L), ("sits", 3L), ("the", 3L), ("it's", 2L), ("slate-grey", 2L)],
        TrainingTags.Of(Lora("""{"all": {"a cat sits on the roof": 3, "it's a slate-grey roof": 2}}""")));

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"all": {}}""")]
    public void A_file_may_tell_of_no_tags(string? written) => Assert.Empty(TrainingTags.Of(Lora(written)));

    [Theory]
    [InlineData("")]
    [InlineData("None")]
    [InlineData("""["cat"]""")]
    [InlineData("""{"cat": 3}""")]
    [InlineData("""{"all": {"cat": "many"}}""")]
    [InlineData("""{"all": {"cat": -1}}""")]
    [InlineData("""{"all": {"cat": 1e99}}""")]
    [InlineData("""{"all": {"\ud800": 1}}""")]
    [InlineData("""{"all": {"cat": 3}""")]
    public void Metadata_that_are_no_tags_are_told_in_a_sentence(string written) => Assert.Equal(
        "The training tags in 'made.safetensors' cannot be read: its metadata 'ss_tag_frequency' should be JSON with tags and whole numbers for each folder of pictures.",
        Assert.Throws<StudioRequestException>(() => TrainingTags.Of(Lora(written))).Message);

    [Fact]
    public void A_file_that_cannot_be_read_is_told_by_its_name()
    {
        string path = Path.Combine(_root, "broken.safetensors");
        File.WriteAllText(path, "no weights");
        Assert.Contains("broken.safetensors", Assert.Throws<CheckpointException>(() => TrainingTags.Of(path)).Message);
    }

    [Theory]
    [InlineData("", "cat", "cat")]
    [InlineData("ink style", "cat", "ink style, cat")]
    [InlineData("ink style , cat,dog", "cat", "ink style, dog")]
    [InlineData("cat", "cat", "")]
    [InlineData("cats", "cat", "cats, cat")]
    public void A_tag_goes_into_the_activation_text_and_out_of_it(string activation, string tag, string expected)
    {
        Assert.Equal(expected, TrainingTags.Toggle(activation, tag));
        Assert.NotEqual(TrainingTags.Contains(activation, tag), TrainingTags.Contains(expected, tag));
    }

    [Fact]
    public void A_random_prompt_has_each_tag_as_often_as_the_training_did_beside_the_first()
    {
        const int Draws = 4000, Seed = 5;
        var random = new Random(Seed);
        (string, long)[] tags = [("zebra (animal)", 8), ("cat", 4), ("moon", 2), ("never", 0)];
        string[][] prompts = [.. Enumerable.Range(0, Draws).Select(_ => TrainingTags.RandomPrompt(tags, random).Split(", "))];
        Assert.All(prompts, prompt => Assert.Contains(@"zebra \(animal\)", prompt));
        Assert.All(prompts, prompt => Assert.Equal(prompt.Order(StringComparer.Ordinal), prompt));
        Assert.All(prompts, prompt => Assert.DoesNotContain("never", prompt));
        foreach ((string tag, double chance) in new[] { ("cat", 0.5), ("moon", 0.25) })
        {
            // Five standard deviations of a binomial.
            double tolerance = 5 * Math.Sqrt(Draws * chance * (1 - chance)), count = prompts.Count(prompt => prompt.Contains(tag));
            Assert.True(Math.Abs(count - Draws * chance) <= tolerance, $"Seed {Seed}: '{tag}' is in {count} of {Draws} prompts.");
        }

        Assert.Equal("", TrainingTags.RandomPrompt([], random));
    }

    private string Lora(string? tags)
    {
        string path = Path.Combine(_root, "made.safetensors");
        Dictionary<string, string> metadata = tags is null ? [] : new() { ["ss_tag_frequency"] = tags };
        SafetensorsWriter.Write(path, [new TensorSpec("lora_te_x.lora_up.weight", StoredType.F32, [1, 1])], (_, _, destination) => destination.Clear(), metadata);
        return path;
    }
}

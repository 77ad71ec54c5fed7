using System.Text.Json;
using System.Text.RegularExpressions;
using Palimpsest.Checkpoints;

namespace Palimpsest.Studio.Models;

/// <summary>
/// What the pictures that a LoRA was trained with were described by, as webui's card editor reads it from the file's metadata: "ss_tag_frequency", an object
/// of tags and counts for each folder of pictures (webui.md 14.11).
/// </summary>
public static partial class TrainingTags
{
    private const string Key = "ss_tag_frequency";

    /// <summary>Where tags are this long on average, they are sentences: their words are counted instead.</summary>
    private const int SentenceLength = 16;

    private const int ShortestWord = 3;

    /// <summary>What would weigh words in a prompt.</summary>
    private const string Brackets = "({[]})";

    /// <summary>The most frequent first; none where the file tells of none.</summary>
    /// <param name="network">The file.</param>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    /// <exception cref="StudioRequestException">Its metadata are not what trainers write.</exception>
    public static IReadOnlyList<(string Tag, long Count)> Of(string network)
    {
        if (!NetworkMetadata.Read(network).TryGetValue(Key, out string? text))
        {
            return [];
        }

        try
        {
            OrderedDictionary<string, long> tags = Counted(text);
            tags = tags.Count > 0 && tags.Keys.Average(tag => tag.Length) >= SentenceLength ? WordsOf(tags) : tags;
            return [.. tags.OrderByDescending(entry => entry.Value).Select(entry => (entry.Key, entry.Value))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new StudioRequestException(
                $"The training tags in '{Path.GetFileName(network)}' cannot be read: its metadata '{Key}' should be JSON with tags and whole numbers for each folder of pictures.", null, exception);
        }
    }

    /// <summary>An activation text with a tag at its end, or without it where it was there.</summary>
    public static string Toggle(string activation, string tag)
    {
        string[] words = Comma().Split(activation);
        return words.Contains(tag) ? string.Join(", ", words.Where(word => word != tag && !string.IsNullOrWhiteSpace(word)))
            : activation.Length > 0 ? $"{activation}, {tag}" : tag;
    }

    public static bool Contains(string activation, string tag) => Comma().Split(activation).Contains(tag);

    /// <summary>Tags as a picture of the training may have had them: each with the chance of its count beside the largest.</summary>
    /// <param name="tags">The most frequent first.</param>
    public static string RandomPrompt(IReadOnlyList<(string Tag, long Count)> tags, Random random) => string.Join(
        ", ",
        tags.Where(tag => random.NextDouble() * tags[0].Count < tag.Count).Select(tag => Escaped(tag.Tag)).Order(StringComparer.Ordinal));

    /// <summary>Of all folders together.</summary>
    private static OrderedDictionary<string, long> Counted(string json)
    {
        OrderedDictionary<string, long> tags = [];
        using var document = JsonDocument.Parse(json);
        foreach (JsonProperty entry in document.RootElement.EnumerateObject().SelectMany(folder => folder.Value.EnumerateObject()))
        {
            if (!entry.Value.TryGetInt32(out int count) || count < 0)
            {
                throw new JsonException($"'{entry.Name}' has no count.");
            }

            Add(tags, entry.Name.Trim(), count);
        }

        return tags;
    }

    private static OrderedDictionary<string, long> WordsOf(OrderedDictionary<string, long> sentences)
    {
        OrderedDictionary<string, long> words = [];
        foreach ((string sentence, long count) in sentences)
        {
            foreach (Match word in Word().Matches(sentence).Where(word => word.Length >= ShortestWord))
            {
                Add(words, word.Value, count);
            }
        }

        return words;
    }

    private static void Add(OrderedDictionary<string, long> tags, string tag, long count)
    {
        if (tag.Length > 0)
        {
            tags[tag] = tags.GetValueOrDefault(tag) + count;
        }
    }

    private static string Escaped(string tag) => string.Concat(tag.Select(letter => Brackets.Contains(letter) ? $"\\{letter}" : letter.ToString()));

    [GeneratedRegex(" *, *")]
    private static partial Regex Comma();

    [GeneratedRegex(@"[-\w']+")]
    private static partial Regex Word();
}

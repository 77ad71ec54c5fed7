using System.Text.RegularExpressions;
using Palimpsest.Imaging;

namespace Palimpsest.EndToEnd.Tests;

/// <summary>Every command of docs/cookbook.md runs; smaller and shorter here than there, or the tests would take hours.</summary>
public sealed partial class CookbookTests(TinyModel model) : IClassFixture<TinyModel>, IDisposable
{
    private static readonly string Root = RepositoryFolder.Root;

    private readonly TemporaryFolder _folder = new();

    /// <summary>A section's commands need one another's files, so a section is a test.</summary>
    public static TheoryData<string> Sections => [.. Regex.Split(File.ReadAllText(Path.Combine(Root, "docs/cookbook.md")), "^## ", RegexOptions.Multiline).Skip(1).Select(section => section.Split('\n')[0])];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Sections))]
    public async Task The_commands_of_a_section_run(string section)
    {
        string text = File.ReadAllText(Path.Combine(Root, "docs/cookbook.md"));
        int start = text.IndexOf($"\n## {section}\n", StringComparison.Ordinal), end = text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        string[] commands = [.. text[start..(end < 0 ? text.Length : end)].Split('\n').Where(line => line.StartsWith("./palimpsest ", StringComparison.Ordinal))];
        Assert.NotEmpty(commands);
        foreach (string command in commands)
        {
            CommandResult result = await PalimpsestCommand.RunAsync(Arguments(command));
            Assert.True(result.ExitCode == 0, $"{command}\n{result.Error}");
            Assert.All(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), path => Assert.True(PictureReader.Read(path).Width > 0, path));
        }
    }

    private string[] Arguments(string command)
    {
        List<string> words = [.. Words().Matches(command).Select(word => word.Value.Trim('"')).Skip(1)];
        for (int i = 0; i < words.Count; i++)
        {
            words[i] = words[i] == "model.safetensors" ? model.FilePath
                : words[i].StartsWith("samples", StringComparison.Ordinal) ? Path.Combine(Root, words[i])
                : words[i - (i > 0 ? 1 : 0)] is "--output" or "--from" or "--preview" ? _folder.PathOf(words[i])
                : words[i];
        }

        Replace(words, "--steps", "2");
        if (words.Contains("--resize-by"))
        {
            Replace(words, "--resize-by", "0.15");
        }
        else if (!words.Contains("--from"))
        {
            words.AddRange(["--width", "64", "--height", "64"]);
        }

        return [.. words];
    }

    private static void Replace(List<string> words, string option, string value)
    {
        int at = words.IndexOf(option);
        if (at < 0)
        {
            words.AddRange([option, value]);
        }
        else
        {
            words[at + 1] = value;
        }
    }

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Words();
}

using System.CommandLine;
using System.Text.RegularExpressions;
using Palimpsest.Cli.Commands;

namespace Palimpsest.Cli.Tests.Commands;

/// <summary>docs/commands.md and the help text say of every option what it is in webui, its range and its default.</summary>
public sealed partial class CommandsDocumentTests
{
    /// <summary>What webui has no word for.</summary>
    private static readonly string[] Ours =
        ["--model", "--from", "--mask-alpha", "--overwrite", "--output", "--json", "--times", "--threads", "--memory", "--dynamic-prompts", "--help"];

    private static readonly Command Img2Img = new Img2ImgCommand(), Txt2Img = new Txt2ImgCommand();

    [Fact]
    public void Docs_commands_has_every_option_of_both_commands_as_it_is()
    {
        string[] document = File.ReadAllLines(Path.Combine(Repository(), "docs/commands.md"));
        string[] rows = [.. Rows()];
        string missing = string.Join('\n', rows.Except(document)), superfluous = string.Join('\n', document.Where(line => line.StartsWith("| `--", StringComparison.Ordinal)).Except(rows));
        Assert.True(missing.Length == 0, $"docs/commands.md lacks these rows:\n{missing}");
        Assert.True(superfluous.Length == 0, $"docs/commands.md has rows that are not true:\n{superfluous}");
    }

    [Fact]
    public void Every_option_is_told_of_with_webuis_name_and_a_default()
    {
        foreach (Option option in Img2Img.Options.Concat(Txt2Img.Options))
        {
            string description = option.Description ?? "";
            Assert.True(description.Contains("webui", StringComparison.Ordinal) || Ours.Contains(option.Name), $"{option.Name} does not say what it is in webui: {description}");
            if (option.ValueType == typeof(bool) || Nullable.GetUnderlyingType(option.ValueType)?.IsPrimitive == true)
            {
                Assert.True(option.HasDefaultValue || description.Contains("[default: ", StringComparison.Ordinal) || IsOptional(option), $"{option.Name} does not say its default: {description}");
            }
        }
    }

    /// <summary>Switches that ask for something more, or bounds that need not be given.</summary>
    private static bool IsOptional(Option option) => option.Name is "--json" or "--times" or "--help" or "--resize-by";

    private static IEnumerable<string> Rows()
    {
        Dictionary<string, string> ofImg2Img = Img2Img.Options.ToDictionary(option => option.Name, Row), ofTxt2Img = Txt2Img.Options.ToDictionary(option => option.Name, Row);
        foreach ((string name, string row) in ofImg2Img)
        {
            string? other = ofTxt2Img.GetValueOrDefault(name);
            yield return $"{row} {(other == row ? "both" : "img2img")} |";
            if (other is not null && other != row)
            {
                yield return $"{other} txt2img |";
            }
        }

        foreach ((string _, string row) in ofTxt2Img.Where(pair => !ofImg2Img.ContainsKey(pair.Key)))
        {
            yield return $"{row} txt2img |";
        }
    }

    private static string Row(Option option)
    {
        string names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name).Select(name => $"`{name}`"));
        string description = option.Description ?? "";
        Match told = ToldDefault().Match(description);
        string fallback = told.Success ? told.Groups[1].Value : option.HasDefaultValue ? Text(option.GetDefaultValue()) : "";
        return $"| {names} | {Escaped(ToldDefault().Replace(description, ""))} | {Escaped(option.HelpName ?? "")} | {Escaped(fallback)} |";
    }

    private static string Text(object? value) => value switch
    {
        System.Collections.ICollection { Count: 0 } => "",
        bool flag => flag ? "true" : "false",
        _ => FormattableString.Invariant($"{value}"),
    };

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal).Replace("__", "\\_\\_", StringComparison.Ordinal);

    private static string Repository()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Palimpsest.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@" *\[default: ([^\]]*)\]$")]
    private static partial Regex ToldDefault();
}

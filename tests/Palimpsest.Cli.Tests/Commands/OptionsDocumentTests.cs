using Palimpsest.Cli.Commands;
using Palimpsest.Diffusion.Options;

namespace Palimpsest.Cli.Tests.Commands;

public sealed class OptionsDocumentTests
{
    [Fact]
    public void Docs_options_names_every_setting_with_its_range_and_default()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Palimpsest.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        string document = File.ReadAllText(Path.Combine(folder, "docs/options.md"));
        string missing = string.Join('\n', WebuiOptions.All.Select(Row).Where(row => !document.Contains(row, StringComparison.Ordinal)));
        Assert.True(missing.Length == 0, $"docs/options.md lacks these rows:\n{missing}");
    }

    private static string Row(WebuiOption option) =>
        $"| `{option.Name}` | {option.Label} | {option.Allowed} | {option.DefaultText} | {(SettingOptions.OptionOf(option) is string own ? $"`{own}`" : "")} | {option.InfotextKey} |";
}

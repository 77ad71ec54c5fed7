using System.Text;
using Palimpsest.Diffusion.Prompts;
using Palimpsest.Studio.Data;

namespace Palimpsest.Studio.Settings;

/// <inheritdoc cref="IStyleShelf"/>
internal sealed class StyleShelf(DataFolder folder) : IStyleShelf
{
    private readonly Lock _gate = new();

    public IReadOnlyList<PromptStyle> All => [.. Rows.Where(style => !style.Name.StartsWith('#'))];

    private IReadOnlyList<PromptStyle> Rows => File.Exists(folder.StylesFile) ? new PromptStyles(StyleFile.ParseAll(File.ReadAllText(folder.StylesFile, Encoding.UTF8))).All : [];

    public Task SaveAsync(PromptStyle style, CancellationToken cancellation = default)
    {
        Change(styles => [.. new PromptStyles([.. styles, style]).All]);
        return Task.CompletedTask;
    }

    public Task<bool> DeleteAsync(string name, CancellationToken cancellation = default)
    {
        bool isThere = All.Any(style => style.Name == name);
        if (isThere)
        {
            Change(styles => [.. styles.Where(style => style.Name != name)]);
        }

        return Task.FromResult(isThere);
    }

    private void Change(Func<IReadOnlyList<PromptStyle>, IReadOnlyList<PromptStyle>> change)
    {
        lock (_gate)
        {
            string text = StyleFile.Write(change(Rows));
            if (File.Exists(folder.StylesFile))
            {
                File.Copy(folder.StylesFile, folder.StylesFile + ".bak", overwrite: true);
            }

            WholeFile.Write(folder.StylesFile, text);
        }
    }
}

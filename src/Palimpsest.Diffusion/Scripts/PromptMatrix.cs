using System.Numerics;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts.Legends;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>
/// A prompt with parts behind bars, "a cat|sleeping|in snow": one picture for every choice of the parts, and a grid that strikes out what each lacks.
/// Defaults are webui's.
/// </summary>
public sealed class PromptMatrix : IScript
{
    /// <summary>Parts that vary; each doubles the pictures.</summary>
    private const int MostParts = 12;

    public string Title => "Prompt matrix";

    /// <summary>"Put variable parts at start of prompt".</summary>
    public bool PartsAtStart { get; init; }

    /// <summary>"Use different seed for each picture".</summary>
    public bool DifferentSeeds { get; init; }

    /// <summary>"Select prompt": the negative one instead of the positive.</summary>
    public bool OfNegativePrompt { get; init; }

    /// <summary>"Select joining char": a space instead of a comma.</summary>
    public bool JoinWithSpace { get; init; }

    /// <summary>"Grid margins (px)", 0 to 500.</summary>
    public int Margin { get; init; }

    public ScriptResult Run(GenerationRequest request, ScriptRun run)
    {
        ScriptArguments.Check(Title, "Grid margins", Margin, 0, 500);
        request = Seeds.Fix(request);
        string[] parts = (OfNegativePrompt ? request.NegativePrompt : request.Prompt).Split('|');
        ScriptArguments.Check(Title, "The number of variable parts", parts.Length - 1, 0, MostParts);
        int count = 1 << (parts.Length - 1);
        List<GenerationRequest> jobs = [.. Enumerable.Range(0, count).Select(choice => Job(request, parts, choice))];
        GridSize.Check(Title, count, 1, 1, request);
        run.Expect(count);
        List<GeneratedPicture> made = [.. jobs.SelectMany(job => run.Generate(job))];
        List<ScriptPicture> all = [.. made.Select(ScriptArguments.Of)];
        all.Insert(0, new ScriptPicture(Grid(made, parts, request.Settings), made[0].Infotext, made[0].Seed, "prompt_matrix"));
        return new ScriptResult(all);
    }

    private GenerationRequest Job(GenerationRequest request, string[] parts, int choice)
    {
        IEnumerable<string> chosen = parts.Skip(1).Where((_, n) => (choice & (1 << n)) != 0).Select(part => part.Trim().Trim(','));
        string prompt = string.Join(JoinWithSpace ? " " : ", ", PartsAtStart ? [.. chosen, parts[0]] : [parts[0], .. chosen]);
        GenerationRequest job = request with
        {
            Seed = request.Seed + (DifferentSeeds ? choice : 0),
            Subseed = request.Subseed + choice,
            BatchSize = 1,
            BatchCount = 1,
        };
        return OfNegativePrompt ? job with { NegativePrompt = prompt } : job with { Prompt = prompt };
    }

    private Picture Grid(List<GeneratedPicture> made, string[] parts, GenerationSettings settings)
    {
        Picture grid = PictureGrid.Of([.. made.Select(picture => picture.Picture)], 1 << ((parts.Length - 1) / 2), settings.GridBackground);
        string[] variable = parts[1..];
        int across = (variable.Length + 1) / 2;
        return GridLegend.Draw(grid, made[0].Picture.Width, made[0].Picture.Height, Labels(variable[..across]), Labels(variable[across..]), Margin, settings);
    }

    /// <summary>One label for every choice of the parts: all of them, those it lacks struck out.</summary>
    private static List<GridLabel> Labels(string[] parts) =>
        [.. Enumerable.Range(0, 1 << parts.Length).Select(choice =>
            new GridLabel([.. parts.Select((part, n) => new GridLine(part, (choice & (1 << n)) != 0))]))];
}

using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Scripts;

/// <summary>
/// One job for every line of a text: a prompt, or options as <c>--prompt "a dog" --steps 30</c>. Defaults are webui's. Unlike webui it takes no output
/// folders from the text, and an option that it does not know, or cannot read, is an error that names the line.
/// </summary>
public sealed class PromptsFromFile : IScript
{
    public string Title => "Prompts from file or textbox";

    /// <summary>"Iterate seed every line".</summary>
    public bool IterateSeed { get; init; }

    /// <summary>"Use same random seed for all lines".</summary>
    public bool SameRandomSeed { get; init; }

    /// <summary>"Insert prompts at the": end of the request's prompt instead of its start.</summary>
    public bool InsertAtEnd { get; init; }

    /// <summary>"List of prompt inputs".</summary>
    public required string Text { get; init; }

    public ScriptResult Run(GenerationRequest request, ScriptRun run)
    {
        List<PromptLine> lines = [.. Text.Split('\n').Select((text, n) => (Text: text.Trim(), Number: n + 1))
            .Where(line => line.Text.Length > 0).Select(line => PromptLine.Parse(line.Text, line.Number))];
        if (lines.Count == 0)
        {
            throw new GenerationException($"{Title}: the list of prompts is empty: give at least one line.");
        }

        if (IterateSeed || SameRandomSeed)
        {
            request = request with { Seed = Seeds.Drawn(request.Seed) };
        }

        List<GenerationRequest> jobs = [];
        for (int line = 0; line < lines.Count; line++)
        {
            long ahead = IterateSeed ? (long)line * request.BatchSize * request.BatchCount : 0;
            GenerationRequest job = lines[line].Apply(request with { Seed = request.Seed < 0 ? -1 : request.Seed + ahead });
            job = job with { Prompt = Joined(lines[line].Prompt, request.Prompt), NegativePrompt = Joined(lines[line].NegativePrompt, request.NegativePrompt) };
            job = lines[line].ApplyStyles(job);
            job.Validate();
            jobs.Add(job);
        }

        run.Expect(jobs.Count);
        return new ScriptResult([.. jobs.SelectMany(job => run.Generate(job)).Select(ScriptArguments.Of)]);
    }

    private string Joined(string? line, string page) =>
        string.IsNullOrEmpty(line) ? line ?? page
        : page.Length == 0 ? line
        : InsertAtEnd ? $"{page} {line}" : $"{line} {page}";
}

using Palimpsest.Studio.WebUIApi.Scripts;

namespace Palimpsest.Studio.Components.State;

/// <summary>webui's scripts as the pages show them. Titles, arguments, ranges and defaults are those of its API (<see cref="WebUIScript"/>); the sentences are ours.</summary>
internal static class ScriptTable
{
    public const string Xyz = "x/y/z plot", Prompts = "prompts from file or textbox";

    /// <summary>"Append interrogated prompt at each iteration" needs an interrogator, of which there is none.</summary>
    private const string Captions = "Append interrogated prompt at each iteration";

    private static readonly Dictionary<string, string> Sentences = new()
    {
        [Xyz] = "One picture for every combination of up to three settings' values, in a grid with a legend.",
        ["prompt matrix"] = "Write parts that may be left out behind bars, a cat|asleep|in snow: every combination of them becomes a picture.",
        [Prompts] = "One job for every line: a prompt, or options such as --prompt \"a dog\" --steps 30.",
        ["loopback"] = "img2img again and again, each time from the last picture; Batch count is how often all of it is done.",
        ["sd upscale"] = "Enlarges the picture and paints it anew tile by tile, each of Width × Height; use a low denoising strength.",
        ["outpainting mk2"] = "Lets the picture grow at its sides; 80 to 100 steps, Euler a and a strength of 0.8 suit it.",
        ["poor man's outpainting"] = "Lets the picture grow at its sides, tile by tile, by inpainting.",
        ["img2img alternative test"] = "Finds the noise that your picture would have grown from, so that a small change of the prompt changes only that.",
    };

    private static readonly Dictionary<string, string> Arguments = new()
    {
        ["Put variable parts at start of prompt"] = "The parts behind the bars come first.",
        ["Use different seed for each picture"] = "Otherwise all pictures begin with the same noise, so that only the words differ.",
        ["Select prompt"] = "Which of the two prompts has the bars.",
        ["Select joining char"] = "What stands between the parts.",
        ["Grid margins (px)"] = "White pixels between the pictures of the grid.",
        ["Iterate seed every line"] = "Each line begins with the seed after the last one's.",
        ["Use same random seed for all lines"] = "With seed -1 one seed is drawn for all lines.",
        ["Insert prompts at the"] = "Where a line's prompt goes when the page has one too.",
        ["List of prompt inputs"] = "A prompt or options a line; empty lines are passed over.",
        ["X type"] = "The setting that changes from column to column.",
        ["Y type"] = "The setting that changes from row to row.",
        ["Z type"] = "The setting that changes from grid to grid.",
        ["X values"] = Values,
        ["Y values"] = Values,
        ["Z values"] = Values,
        ["Draw legend"] = "Writes the values beside the pictures.",
        ["Include Sub Images"] = "Every picture of the grid is kept by itself too.",
        ["Include Sub Grids"] = "So is the grid of every Z value.",
        ["Keep -1 for seeds"] = "Every picture draws its own seed where the seed is -1.",
        ["Vary seeds for X"] = "The seed grows from column to column.",
        ["Vary seeds for Y"] = "The seed grows from row to row.",
        ["Vary seeds for Z"] = "The seed grows from grid to grid.",
        ["Use text inputs instead of dropdowns"] = "Values that can be chosen are typed instead.",
        ["Override `Sampling method` to Euler?(this method is built for it)"] = "Euler walks the same way back and forth.",
        ["Override `prompt` to the same value as `original prompt`?(and `negative prompt`)"] = "The picture is painted with the two prompts below; without it, with the page's, which is where you say what changes.",
        ["Original prompt"] = "What your picture shows.",
        ["Original negative prompt"] = "What it does not show.",
        ["Override `Sampling Steps` to the same value as `Decode steps`?"] = "There and back in as many steps.",
        ["Decode steps"] = "Steps of the way from picture to noise.",
        ["Override `Denoising strength` to 1?"] = "The noise stands for the whole picture, so nothing of the picture itself is needed.",
        ["Decode CFG scale"] = "The CFG scale of that way; 1 finds the noise best.",
        ["Randomness"] = "How much fresh noise is mixed in.",
        ["Sigma adjustment for finding noise for image"] = "Another way of counting the noise, which fits some pictures better.",
        ["Loops"] = "How often the picture goes round.",
        ["Final denoising strength"] = "The strength of the last loop; the first has the page's.",
        ["Denoising strength curve"] = "How the strength goes from the first to the last: fast at first, evenly, or slowly at first.",
        ["Pixels to expand"] = "By so many pixels each side grows.",
        ["Mask blur"] = "Softens the seam between old and new by so many pixels.",
        ["Outpainting direction"] = "The sides that grow.",
        ["Fall-off exponent (lower=higher detail)"] = "How much coarse shapes outweigh details in the noise that the new part begins with.",
        ["Color variation"] = "How colourful that noise is.",
        ["Masked content"] = "What the new part begins as.",
        ["Tile overlap"] = "So many pixels of neighbouring tiles lie over each other, which hides the seams.",
        ["Upscaler"] = "What enlarges the picture before it is painted; None leaves its size.",
        ["Scale Factor"] = "So many times as large.",
    };

    private const string Values = "Values with commas between them; ranges are written 1-5, 1-5 (+2) or 1-10 [5].";

    /// <summary>The scripts of a page, in webui's order.</summary>
    public static IReadOnlyList<WebUIScript> OfPage(bool isTxt2Img) => [.. WebUIScript.OfTab(isTxt2Img).Where(script => !script.IsAlwaysOn)];

    /// <summary>What a script does.</summary>
    public static string SentenceOf(WebUIScript script) => Sentences[script.Name];

    /// <summary>The places of the arguments that are shown: not those that only hold a text for people, nor those that nothing here can serve.</summary>
    public static IEnumerable<int> PlacesOf(WebUIScript script) =>
        Enumerable.Range(0, script.Controls.Count).Where(place => script.Controls[place].Label is not ("" or Captions));

    /// <summary>An argument as a setting of the page. Its id has the prefix of scripts, since the page may have a setting of that name.</summary>
    public static Setting SettingOf(WebUIScript script, int place)
    {
        ScriptControl control = script.Controls[place];
        string label = control.Label.Replace("`", "", StringComparison.Ordinal).Replace("?(", "? (", StringComparison.Ordinal);
        return new Setting(label, Arguments[control.Label])
        {
            Id = "script-" + Controls.Slug.Of(control.Label),
            Least = control.Minimum ?? 0,
            Most = control.Maximum ?? 0,
            Step = control.Step ?? 1,
        };
    }
}

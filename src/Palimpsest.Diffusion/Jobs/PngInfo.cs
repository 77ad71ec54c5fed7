using System.Globalization;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>
/// What a batch takes from its pictures' own infotexts (webui.md 14.10): prompts stand behind the job's, the rest replaces it, and what an infotext does not
/// say is the job's. Where webui's page would leave blanks around an empty prompt there are none.
/// </summary>
/// <param name="wanted">Some of <see cref="Parameters"/>, in any case.</param>
/// <param name="checkpoint">The path of a checkpoint by the hash and name that an infotext has, or null.</param>
public sealed class PngInfo(IReadOnlyCollection<string> wanted, Func<string, string?, string?> checkpoint)
{
    private const string Prompt = "Prompt", NegativePrompt = "Negative prompt", Seed = "Seed", CfgScale = "CFG scale", Sampler = "Sampler", Steps = "Steps", ModelHash = "Model hash";

    /// <summary>As far as a guidance scale makes sense at all, see <see cref="GenerationRequest.Validate"/>.</summary>
    private const double MostCfg = 1000;

    /// <summary>What can be taken, by webui's names.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [Prompt, NegativePrompt, Seed, CfgScale, Sampler, Steps, ModelHash];

    /// <summary>The picture of another folder that says how this one was made: the one of its name, in the same sub-folder or in none; null where there is none.</summary>
    /// <param name="relative">The picture's path within its own folder.</param>
    public static string? NamesakeOf(string relative, string folder) =>
        new[] { Path.Combine(folder, relative), Path.Combine(folder, Path.GetFileName(relative)) }.FirstOrDefault(File.Exists);

    /// <summary>What is wanted of one picture's infotext.</summary>
    /// <param name="job">With the prompts as they were given: styles are applied to the whole.</param>
    /// <param name="warn">Takes a sentence for everything that cannot be used.</param>
    public SourceSettings Read(string infotext, GenerationRequest job, Action<string> warn)
    {
        // Styles stay in the prompt: they are what it was made with.
        OrderedDictionary<string, object> fields = InfotextReader.Read(infotext, new InfotextReading { StylePasting = StylePasting.Ignore });
        (string? sampler, string? scheduler) = Value(Sampler) is string name ? Known(name, warn) : default;
        return new SourceSettings
        {
            Prompt = Joined(job.Prompt, Value(Prompt)),
            NegativePrompt = Joined(job.NegativePrompt, Value(NegativePrompt)),
            Seed = Value(Seed) is not string seed ? null : long.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : Unusable<long>(Seed, seed),
            CfgScale = Value(CfgScale) is not string cfg ? null
                : PythonNumber.TryParse(cfg, out PythonNumber scale) && Math.Abs(scale.Value) <= MostCfg ? scale.Value : Unusable<PythonNumber>(CfgScale, cfg),
            Sampler = sampler,
            Scheduler = scheduler,
            Steps = Value(Steps) is not string steps ? null
                : int.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= ModelSigmas.TrainingTimesteps ? count : Unusable<int>(Steps, steps),
            Checkpoint = Value(ModelHash) is not string hash ? null : checkpoint(hash, Text("Model")) ?? Missing(hash),
        };

        string? Text(string key) => fields.TryGetValue(key, out object? value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

        string? Value(string key) => wanted.Contains(key, StringComparer.OrdinalIgnoreCase) ? Text(key) : null;

        T? Unusable<T>(string key, string value)
            where T : struct
        {
            warn($"{key} of the picture is '{value}', which cannot be used; yours is.");
            return null;
        }

        string? Missing(string hash)
        {
            warn($"Model hash of the picture is '{hash}', which no checkpoint here has; yours is used.");
            return null;
        }
    }

    /// <summary>Older versions wrote the schedule behind the sampler's name; what only a field of its own says is not asked for.</summary>
    private static (string? Sampler, string? Scheduler) Known(string name, Action<string> warn)
    {
        try
        {
            (Sampler sampler, Scheduler scheduler) = SamplerCatalog.FindBoth(name, scheduler: null);
            return (sampler.Name, scheduler == SchedulerCatalog.Automatic ? null : scheduler.Label);
        }
        catch (ArgumentException exception)
        {
            warn($"Sampler of the picture: {exception.Message}; yours is used.");
            return (null, null);
        }
    }

    private static string? Joined(string prompt, string? own) => string.IsNullOrEmpty(own) ? null : prompt.Length == 0 ? own : $"{prompt} {own}";
}

using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Options;

namespace Palimpsest.Cli.Commands;

/// <summary>webui's settings on the command line: the frequent ones by options of their own, every one by <c>--set name=value</c>.</summary>
internal sealed class SettingOptions
{
    /// <summary>Options that both kinds of job have, and webui's names of the settings.</summary>
    private static readonly (string Option, string Setting)[] Shared =
    [
        ("--clip-skip", "CLIP_stop_at_last_layers"), ("--token-merging", "token_merging_ratio"), ("--token-merging-hires", "token_merging_ratio_hr"),
        ("--emphasis", "emphasis"), ("--comma-padding", "comma_padding_backtrack"),
        ("--old-scheduling", "use_old_scheduling"), ("--ensd", "eta_noise_seed_delta"), ("--churn", "s_churn"), ("--churn-min", "s_tmin"),
        ("--churn-max", "s_tmax"), ("--noise-scale", "s_noise"), ("--min-uncond", "s_min_uncond"), ("--skip-early-negative", "skip_early_cond"),
        ("--pad-prompts", "pad_cond_uncond"), ("--sigma-min", "sigma_min"), ("--sigma-max", "sigma_max"), ("--rho", "rho"),
        ("--beta-alpha", "beta_dist_alpha"), ("--beta-beta", "beta_dist_beta"), ("--discard-next-to-last", "always_discard_next_to_last_sigma"),
        ("--noise-schedule", "sd_noise_schedule"), ("--unipc-variant", "uni_pc_variant"), ("--unipc-spacing", "uni_pc_skip_type"),
        ("--unipc-order", "uni_pc_order"), ("--unipc-lower-order-final", "uni_pc_lower_order_final"),
        ("--grid-background", "grid_background_color"), ("--grid-text", "grid_text_active_color"), ("--grid-text-inactive", "grid_text_inactive_color"),
    ];

    private static readonly (string Option, string Setting)[] OfPictures =
    [
        ("--fix-steps", "img2img_fix_steps"), ("--noise-multiplier", "initial_noise_multiplier"), ("--extra-noise", "img2img_extra_noise"),
        ("--background", "img2img_background_color"), ("--upscaler", "upscaler_for_img2img"), ("--color-correction", "img2img_color_correction"),
        ("--mask-weight", "inpainting_mask_weight"), ("--overlay", "overlay_inpaint"), ("--return-mask", "return_mask"), ("--return-mask-composite", "return_mask_composite"),
    ];

    private readonly List<(WebuiOption Setting, Option<string?> Option)> _options;

    private readonly Option<string[]> _set = new("--set")
    {
        Description = $"Any of webui's settings by its name there, as name=value; may be given often. Known: {string.Join(", ", WebuiOptions.All.Select(option => option.Name))}.",
        HelpName = "name=value",
        DefaultValueFactory = _ => [],
    };

    public SettingOptions(bool withPicture)
    {
        _options = [.. Shared.Concat(withPicture ? OfPictures : []).Select(pair => (WebuiOptions.Find(pair.Setting), OptionFor(pair.Option, WebuiOptions.Find(pair.Setting))))];
        _set.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (Error(() => Set(new GenerationSettings(), text)) is string error)
                {
                    result.AddError(error);
                }
            }
        });
    }

    /// <summary>The option of a setting's own, or null.</summary>
    public static string? OptionOf(WebuiOption setting) => Shared.Concat(OfPictures).FirstOrDefault(pair => pair.Setting == setting.Name).Option;

    public void AddTo(Command command)
    {
        _options.ForEach(pair => command.Add(pair.Option));
        command.Add(_set);
    }

    /// <summary>The settings with what the command line says; what it does not mention stays.</summary>
    public GenerationSettings Apply(ParseResult result, GenerationSettings settings)
    {
        foreach ((WebuiOption setting, Option<string?> option) in _options)
        {
            if (result.IsGiven(option))
            {
                settings = setting.With(settings, result.GetValue(option) ?? "true");
            }
        }

        return result.GetValue(_set)!.Aggregate(settings, Set);
    }

    private static Option<string?> OptionFor(string name, WebuiOption setting)
    {
        var option = new Option<string?>(name)
        {
            Description = $"{setting.Label}: {setting.Allowed}. webui's {setting.Name}. [default: {setting.DefaultText}]",
            HelpName = setting.IsFlag ? "true|false" : "value",
            Arity = setting.IsFlag ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        option.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (Error(() => setting.With(new GenerationSettings(), text)) is string error)
                {
                    result.AddError($"{name} is '{text}'; {error}");
                }
            }
        });
        return option;
    }

    private static GenerationSettings Set(GenerationSettings settings, string text)
    {
        (WebuiOption setting, string value) = Divide(text);
        try
        {
            return setting.With(settings, value);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"--set {setting.Name} is '{value}'; {exception.Message}");
        }
    }

    private static (WebuiOption Setting, string Value) Divide(string text)
    {
        int equals = text.IndexOf('=');
        return equals > 0
            ? (WebuiOptions.Find(text[..equals].Trim()), text[(equals + 1)..].Trim())
            : throw new FormatException($"--set is '{text}'; it must be name=value, for example --set eta_ancestral=0.5.");
    }

    private static string? Error(Action attempt)
    {
        try
        {
            attempt();
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
        catch (ArgumentException exception)
        {
            return $"--set: {exception.Message}";
        }
    }
}

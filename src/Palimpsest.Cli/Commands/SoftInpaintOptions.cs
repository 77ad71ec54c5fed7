using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Cli.Commands;

/// <summary>webui's script "Soft inpainting". Ranges and defaults are those of its page.</summary>
internal sealed class SoftInpaintOptions
{
    private static readonly SoftInpainting Defaults = new();

    private readonly Option<bool> _soft = new("--soft-inpainting") { Description = "Blend the painted part into the picture by degrees. webui's Soft inpainting. [default: false]" };
    private readonly Option<PythonNumber> _bias = OptionOf.Parameter("--soft-bias", "Above 1 keeps the original longer while sampling. webui's Schedule bias.", 0, 8, Defaults.ScheduleBias);
    private readonly Option<PythonNumber> _strength = OptionOf.Parameter("--soft-preservation", "How strongly partly masked places keep to the original. webui's Preservation strength.", 0, 8, Defaults.PreservationStrength);
    private readonly Option<PythonNumber> _boost = OptionOf.Parameter("--soft-contrast-boost", "Keeps blended places from looking dull. webui's Transition contrast boost.", 1, 32, Defaults.TransitionContrastBoost);
    private readonly Option<PythonNumber> _influence = OptionOf.Parameter("--soft-mask-influence", "How much the mask itself counts in the final blend. webui's Mask influence.", 0, 1, Defaults.MaskInfluence);
    private readonly Option<PythonNumber> _threshold = OptionOf.Parameter("--soft-difference-threshold", "How different a place must be for the new picture to show half. webui's Difference threshold.", 0, 8, Defaults.DifferenceThreshold);
    private readonly Option<PythonNumber> _contrast = OptionOf.Parameter("--soft-difference-contrast", "How sharp that threshold is. webui's Difference contrast.", 0, 8, Defaults.DifferenceContrast);

    /// <summary>The switch, then the values.</summary>
    public IReadOnlyList<Option> All => [_soft, _bias, _strength, _boost, _influence, _threshold, _contrast];

    /// <summary>What the command line says on top of what there is; null is off.</summary>
    /// <exception cref="CommandException">There are values, but soft inpainting is off.</exception>
    public SoftInpainting? Apply(ParseResult result, SoftInpainting? soft)
    {
        soft = result.IsGiven(_soft) ? (result.GetValue(_soft) ? soft ?? Defaults : null) : soft;
        if (soft is null)
        {
            return All.FirstOrDefault(option => option != _soft && result.IsGiven(option)) is Option idle
                ? throw new CommandException($"{idle.Name} needs --soft-inpainting.", ExitCode.Usage)
                : null;
        }

        return soft with
        {
            ScheduleBias = Given(_bias, soft.ScheduleBias),
            PreservationStrength = Given(_strength, soft.PreservationStrength),
            TransitionContrastBoost = Given(_boost, soft.TransitionContrastBoost),
            MaskInfluence = Given(_influence, soft.MaskInfluence),
            DifferenceThreshold = Given(_threshold, soft.DifferenceThreshold),
            DifferenceContrast = Given(_contrast, soft.DifferenceContrast),
        };

        PythonNumber Given(Option<PythonNumber> option, PythonNumber otherwise) => result.IsGiven(option) ? result.GetValue(option) : otherwise;
    }
}

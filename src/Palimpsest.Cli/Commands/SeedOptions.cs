using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Cli.Commands;

/// <summary>Where a job's noise comes from.</summary>
internal sealed class SeedOptions
{
    private readonly Option<long?> _seed = OptionOf.Number("--seed", "Where the noise comes from; -1 for any. Further pictures take the numbers after it. webui's Seed.", -1, long.MaxValue, -1L);
    private readonly Option<long?> _subseed = OptionOf.Number("--subseed", "Variation seed: mixed into the seed's noise; -1 for any. webui's subseed.", -1, long.MaxValue, -1L);
    private readonly Option<PythonNumber> _strength = OptionOf.Parameter("--subseed-strength", "How much of the variation seed's noise: 0 none, 1 all. webui's subseed_strength.", 0, 1, 0);
    private readonly Option<(int Width, int Height)?> _resizeFrom = OptionOf.Text<(int, int)?>("--seed-resize-from", "Keep the noise of a picture of this size, for example 512x512. webui's seed_resize_from_w and _h. [default: no]", "WxH", text => PictureSize.Parse(text));

    public void AddTo(Command command)
    {
        command.Add(_seed);
        command.Add(_subseed);
        command.Add(_strength);
        command.Add(_resizeFrom);
    }

    /// <summary>The request with the command line's seeds, those it leaves open drawn; what is not mentioned stays.</summary>
    public GenerationRequest Apply(ParseResult result, GenerationRequest request)
    {
        if (result.IsGiven(_seed))
        {
            request = request with { Seed = result.GetValue(_seed)!.Value };
        }

        if (result.IsGiven(_subseed))
        {
            request = request with { Subseed = result.GetValue(_subseed)!.Value };
        }

        if (result.IsGiven(_strength))
        {
            request = request with { SubseedStrength = result.GetValue(_strength) };
        }

        if (result.GetValue(_resizeFrom) is (int width, int height))
        {
            request = request with { SeedResizeFromWidth = width, SeedResizeFromHeight = height };
        }

        return request with { Seed = Drawn(request.Seed), Subseed = Drawn(request.Subseed) };
    }

    private static long Drawn(long seed) => seed >= 0 ? seed : Random.Shared.NextInt64(GenerationRequest.RandomSeeds);
}

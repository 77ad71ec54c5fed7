using System.CommandLine;
using Palimpsest.Cli.Parsing;
using Palimpsest.Diffusion.Scripts.Xyz;

namespace Palimpsest.Cli.Commands;

/// <summary>The options of an X/Y/Z plot. An axis is its name, a colon, and its values: <c>--x "CFG Scale: 3, 7, 11"</c>.</summary>
internal sealed class XyzOptions
{
    private readonly bool _txt2Img;
    private readonly Option<XyzValuesGiven?>[] _axes;
    private readonly Option<bool> _noLegend = new("--no-legend") { Description = "xyz: webui's Draw legend off. [default: false]" };
    private readonly Option<bool> _subGrids = new("--sub-grids") { Description = "xyz: also save a grid for each Z value; webui's Include Sub Grids. [default: false]" };
    private readonly Option<bool> _keepSeeds = new("--keep-random-seeds") { Description = "xyz: each picture draws its own seed where it is -1; webui's Keep -1 for seeds. [default: false]" };
    private readonly Option<string?> _vary = OptionOf.Text<string?>("--vary-seeds", "xyz: axes along which the seed counts on, for example xy; webui's Vary seeds for X, Y, Z. [default: none]", "axes", ParseAxes);
    private readonly Option<int?> _margin = OptionOf.Number("--grid-margin", "xyz, matrix: pixels between pictures; webui's Grid margins (px).", 0, 500, 0);

    public XyzOptions(bool txt2Img)
    {
        _txt2Img = txt2Img;
        string names = string.Join(", ", XyzAxes.OfTab(txt2Img).Where(axis => !axis.IsNothing).Select(axis => axis.Label));
        _axes =
        [
            Axis("--x", $"xyz: what to vary along the columns and its values, \"CFG Scale: 3, 7, 11\", \"Seed: 1-5\", \"Denoising: 0.2-0.8 (+0.2)\". Axes: {names}. webui's X type and X values. [default: Nothing]"),
            Axis("--y", "xyz: along the rows. webui's Y type and Y values. [default: Nothing]"),
            Axis("--z", "xyz: from grid to grid. webui's Z type and Z values. [default: Nothing]"),
        ];
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[.. _axes, _noLegend, _subGrids, _keepSeeds, _vary, _margin])
        {
            command.Add(option);
        }
    }

    public int Margin(ParseResult result) => result.GetValue(_margin)!.Value;

    /// <summary>The cells are always results: a command saves every picture.</summary>
    public XyzPlot Read(ParseResult result)
    {
        if (!_axes.Any(result.IsGiven))
        {
            throw new CommandException("--script xyz needs at least one axis, for example --x \"CFG Scale: 3, 7, 11\".", ExitCode.Usage);
        }

        string vary = result.GetValue(_vary) ?? "";
        return new XyzPlot
        {
            X = result.GetValue(_axes[0]) ?? XyzValuesGiven.Nothing,
            Y = result.GetValue(_axes[1]) ?? XyzValuesGiven.Nothing,
            Z = result.GetValue(_axes[2]) ?? XyzValuesGiven.Nothing,
            DrawLegend = !result.GetValue(_noLegend),
            IncludeCells = true,
            IncludeSubGrids = result.GetValue(_subGrids),
            KeepRandomSeeds = result.GetValue(_keepSeeds),
            VarySeedsX = vary.Contains('x'),
            VarySeedsY = vary.Contains('y'),
            VarySeedsZ = vary.Contains('z'),
            Margin = Margin(result),
        };
    }

    private Option<XyzValuesGiven?> Axis(string name, string description) => OptionOf.Text<XyzValuesGiven?>(name, description, "axis: values", text =>
    {
        int colon = text.IndexOf(':');
        if (colon < 0)
        {
            throw new FormatException("it must be an axis, a colon and values, such as \"CFG Scale: 3, 7, 11\".");
        }

        try
        {
            return new XyzValuesGiven(XyzAxes.Find(text[..colon], _txt2Img), text[(colon + 1)..].Trim());
        }
        catch (ArgumentException exception)
        {
            throw new FormatException(exception.Message);
        }
    });

    private static string? ParseAxes(string text) =>
        text.Length > 0 && text.ToLowerInvariant().All(c => c is 'x' or 'y' or 'z') ? text.ToLowerInvariant() : throw new FormatException("it must be of the letters x, y and z.");
}

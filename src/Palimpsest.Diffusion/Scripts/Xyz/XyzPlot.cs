using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Infotext;
using Palimpsest.Diffusion.Scripts.Legends;
using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts.Xyz;

/// <summary>
/// webui's X/Y/Z plot: a picture for every combination of values, in a grid with a legend. Defaults are webui's. Better than webui: values are checked before
/// anything is made, and a cell that fails is told of.
/// </summary>
public sealed class XyzPlot : IScript
{
    public const string GridName = "xyz_grid";

    public string Title => "X/Y/Z plot";

    public XyzValuesGiven X { get; init; } = XyzValuesGiven.Nothing;

    public XyzValuesGiven Y { get; init; } = XyzValuesGiven.Nothing;

    public XyzValuesGiven Z { get; init; } = XyzValuesGiven.Nothing;

    public bool DrawLegend { get; init; } = true;

    /// <summary>"Include Sub Images": the cells too are results.</summary>
    public bool IncludeCells { get; init; }

    /// <summary>"Include Sub Grids": so are the grids of each Z value.</summary>
    public bool IncludeSubGrids { get; init; }

    /// <summary>"Keep -1 for seeds": each cell draws its own.</summary>
    public bool KeepRandomSeeds { get; init; }

    public bool VarySeedsX { get; init; }

    public bool VarySeedsY { get; init; }

    public bool VarySeedsZ { get; init; }

    /// <summary>"Grid margins (px)", 0 to 500.</summary>
    public int Margin { get; init; }

    public ScriptResult Run(GenerationRequest request, ScriptRun run)
    {
        (request, IReadOnlyList<object>[] values, XyzCells cells, List<(int Index, GenerationRequest Job)> jobs) = Prepare(request);
        run.Expect(jobs.Count);
        foreach ((int index, GenerationRequest job) in jobs)
        {
            Make(cells, index, job, run);
        }

        return Result(request, values, cells);
    }

    /// <summary>Checks all that can be checked before anything is made: the values of the axes, the grid's size, and each cell's request.</summary>
    /// <exception cref="GenerationException">Something is wrong; the message begins with "X/Y/Z plot: " and the axis's letter where an axis is at fault.</exception>
    public void Check(GenerationRequest request) => Prepare(request);

    private (GenerationRequest Request, IReadOnlyList<object>[] Values, XyzCells Cells, List<(int Index, GenerationRequest Job)> Jobs) Prepare(GenerationRequest request)
    {
        ScriptArguments.Check(Title, "Grid margins", Margin, 0, 500);
        if (!KeepRandomSeeds)
        {
            request = Seeds.Fix(request);
        }

        IReadOnlyList<object>[] values = [Values("X", X, request), Values("Y", Y, request), Values("Z", Z, request)];
        var cells = new XyzCells(values[0].Count, values[1].Count, values[2].Count);
        GridSize.Check(Title, values[0].Count, values[1].Count, values[2].Count, request);
        List<(int Index, GenerationRequest Job)> jobs = [.. Order(cells).Select(index => (index, Job(request, values, cells, index)))];
        jobs.ForEach(job => job.Job.Validate());
        return (request, values, cells, jobs);
    }

    private IReadOnlyList<object> Values(string letter, XyzValuesGiven given, GenerationRequest request)
    {
        IReadOnlyList<object> values = XyzValues.Parse(letter, given.Axis, given.Values);
        foreach (object value in values)
        {
            if (given.Axis.Refuses?.Invoke(request, value) is string reason)
            {
                throw XyzValues.Error(letter, given.Axis, $"has the value '{XyzValues.Legend(given.Axis with { LegendIsValue = true }, value)}': {reason}");
            }
        }

        return given.Axis.IsSeed && !KeepRandomSeeds ? [.. values.Select(value => (object)Seeds.Drawn((long)value))] : values;
    }

    /// <summary>The cells with the dear axes outside, so that these change least.</summary>
    private IEnumerable<int> Order(XyzCells cells) => Enumerable.Range(0, cells.Count)
        .OrderBy(index => Key(cells, index, 0)).ThenBy(index => Key(cells, index, 1)).ThenBy(index => Key(cells, index, 2));

    private int Key(XyzCells cells, int index, int rank)
    {
        (double Cost, int Place)[] axes = [(Z.Axis.Cost, 2), (Y.Axis.Cost, 1), (X.Axis.Cost, 0)];
        return cells.Place(index)[axes.OrderByDescending(axis => axis.Cost).ElementAt(rank).Place];
    }

    private GenerationRequest Job(GenerationRequest request, IReadOnlyList<object>[] values, XyzCells cells, int index)
    {
        int[] place = cells.Place(index);
        GenerationRequest job = X.Axis.Apply(request with { BatchSize = request.BatchSize }, values[0][place[0]], values[0]);
        job = Y.Axis.Apply(job, values[1][place[1]], values[1]);
        job = Z.Axis.Apply(job, values[2][place[2]], values[2]);
        int columns = VarySeedsX ? cells.Columns : 1, rows = VarySeedsY ? cells.Rows : 1;
        long ahead = (VarySeedsX ? place[0] : 0) + (VarySeedsY ? place[1] * columns : 0) + (VarySeedsZ ? place[2] * columns * rows : 0);
        return job.Seed < 0 ? job : job with { Seed = job.Seed + ahead };
    }

    private static void Make(XyzCells cells, int index, GenerationRequest job, ScriptRun run)
    {
        try
        {
            IReadOnlyList<GeneratedPicture> made = run.Generate(job);
            GeneratedPicture cell = made[0];
            cells[index] = made.Count == 1
                ? cell
                : cell with { Picture = PictureGrid.Of([.. made.Select(picture => picture.Picture)], PictureGrid.AutomaticRows(made.Count), job.Settings.GridBackground) };
        }
        catch (Exception exception) when (exception is GenerationException or ArgumentException or InvalidOperationException or Prompts.PromptException)
        {
            cells.Failures.Add($"the picture in column {cells.Place(index)[0] + 1}, row {cells.Place(index)[1] + 1}, grid {cells.Place(index)[2] + 1} was not made: {exception.Message}");
        }
    }

    private ScriptResult Result(GenerationRequest request, IReadOnlyList<object>[] values, XyzCells cells)
    {
        GeneratedPicture first = cells.Made.FirstOrDefault() ?? throw new GenerationException($"{Title}: {cells.Failures[0]}");
        Picture blank = new(first.Picture.Width, first.Picture.Height, 3, [.. Enumerable.Repeat(byte.MaxValue, first.Picture.Width * first.Picture.Height * 3)]);
        int perGrid = cells.Columns * cells.Rows;
        List<ScriptPicture> subGrids = [];
        for (int z = 0; z < cells.Layers; z++)
        {
            List<Picture> pictures = [.. Enumerable.Range(z * perGrid, perGrid).Select(index => cells[index]?.Picture ?? blank)];
            Picture grid = PictureGrid.Of(pictures, cells.Rows, request.Settings.GridBackground);
            if (DrawLegend)
            {
                grid = GridLegend.Draw(
                    grid, pictures.Max(picture => picture.Width), pictures.Max(picture => picture.Height), Labels(X, values[0]), Labels(Y, values[1]), Margin, request.Settings);
            }

            GeneratedPicture head = cells[z * perGrid] ?? first;
            subGrids.Add(new ScriptPicture(grid, InfotextOf(head, values, withZ: false), head.Seed, GridName));
        }

        Picture whole = PictureGrid.Of([.. subGrids.Select(grid => grid.Picture)], rows: 1, request.Settings.GridBackground);
        if (DrawLegend)
        {
            whole = GridLegend.Draw(
                whole, subGrids.Max(grid => grid.Picture.Width), subGrids.Max(grid => grid.Picture.Height), Labels(Z, values[2]), [GridLabel.Of("")], margin: 0, request.Settings);
        }

        List<ScriptPicture> all = [new ScriptPicture(whole, InfotextOf(cells[0] ?? first, values, withZ: true), first.Seed, GridName)];
        all.AddRange(IncludeSubGrids ? subGrids : []);
        all.AddRange(IncludeCells ? Enumerable.Range(0, cells.Count).Select(index => cells[index]).OfType<GeneratedPicture>().Select(ScriptArguments.Of) : []);
        return new ScriptResult(all, cells.Failures);
    }

    private static List<GridLabel> Labels(XyzValuesGiven given, IReadOnlyList<object> values) =>
        [.. values.Select(value => GridLabel.Of(XyzValues.Legend(given.Axis, value)))];

    private string InfotextOf(GeneratedPicture cell, IReadOnlyList<object>[] values, bool withZ)
    {
        var extra = new InfotextParameters();
        if (cell.Description is not null)
        {
            extra.SetAll(cell.Description.Extra);
        }

        extra.Set("Script", Title);
        Add(extra, "X", X, values[0]);
        Add(extra, "Y", Y, values[1]);
        if (withZ)
        {
            Add(extra, "Z", Z, values[2]);
        }

        return cell.Description is InfotextImage description
            ? InfotextWriter.Write(description with { Extra = extra })
            : InfotextWriter.Add(cell.Infotext, extra);
    }

    private void Add(InfotextParameters extra, string letter, XyzValuesGiven given, IReadOnlyList<object> values)
    {
        if (given.Axis.IsNothing)
        {
            return;
        }

        extra.Set($"{letter} Type", given.Axis.Label);
        extra.Set($"{letter} Values", given.Values);
        if (given.Axis.IsSeed && !KeepRandomSeeds)
        {
            extra.Set($"Fixed {letter} Values", string.Join(", ", values));
        }
    }
}

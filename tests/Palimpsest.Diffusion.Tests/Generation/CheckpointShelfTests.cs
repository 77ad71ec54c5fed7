using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;
using Palimpsest.Diffusion.Tests.Pictures;

namespace Palimpsest.Diffusion.Tests.Generation;

public sealed class CheckpointShelfTests : IDisposable
{
    private readonly LinkedCheckpoints _files = new("a", "b", "own", "refiner");
    private readonly CpuDevice _device = new();

    public void Dispose()
    {
        _device.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void A_plot_over_checkpoints_keeps_open_what_its_next_pictures_need_and_else_what_there_is_room_for()
    {
        long bytes;
        using (CheckpointShelf shelf = Shelf(null))
        {
            bytes = Own(shelf).Bytes;
        }

        (string[][] Open, byte[][] Pictures) all = Plot(20 * bytes), few = Plot(4 * bytes);
        Assert.Equal([["a", "own", "refiner"], ["a", "b", "own", "refiner"], ["a", "b", "own", "refiner"]], all.Open);
        Assert.Equal([["a", "own", "refiner"], ["b", "own", "refiner"], ["own", "refiner"]], few.Open);
        Assert.Equal(all.Pictures, few.Pictures);
    }

    [Fact]
    public void What_is_expected_need_not_be_there_until_it_is_asked_for()
    {
        using var shelf = new CheckpointShelf(_device, null, [_files.Folder, _files.Folder + Path.DirectorySeparatorChar]);
        shelf.Expect(["refinre"]);
        ImageGenerator own = Own(shelf).Generator;
        GenerationException refusal = Assert.Throws<GenerationException>(
            () => own.Run(OpenedModel.Small with { Refiner = new Refiner("refinre", 0.5) }, new RecordingObserver(), TestContext.Current.CancellationToken));
        Assert.EndsWith($"in '{_files.Folder}': did you mean 'refiner'?", refusal.Message);
        Assert.Equal([_files.PathOf("own")], shelf.Paths);
    }

    /// <returns>What was open when a picture was there, and the pictures.</returns>
    private (string[][] Open, byte[][] Pictures) Plot(long memory)
    {
        using CheckpointShelf shelf = Shelf(new MemoryBudget(memory));
        ImageGenerator generator = Own(shelf).Generator;
        var plot = new XyzPlot { X = new XyzValuesGiven(XyzAxes.Find("Checkpoint name", txt2Img: true), "a, b, own"), IncludeCells = true };
        List<string[]> open = [];
        var run = new ScriptRun(
            (job, observer, cancellation) =>
            {
                generator.Run(job, observer, cancellation);
                open.Add([.. shelf.Paths.Select(path => Path.GetFileNameWithoutExtension(path)!).Order()]);
            },
            new RecordingObserver());
        ScriptResult result = plot.Run(OpenedModel.Small with { Refiner = new Refiner("refiner", 0.5) }, run);
        Assert.Empty(result.Failures);
        Assert.All(result.Pictures.Skip(1).Zip(["a", "b", "own"]), cell => Assert.Contains($"Model: {cell.Second}, ", cell.First.Infotext));
        return ([.. open], [.. result.Pictures.Select(made => made.Picture.Pixels)]);
    }

    private CheckpointShelf Shelf(MemoryBudget? budget) => new(_device, budget, [_files.Folder]);

    private ResidentModel Own(CheckpointShelf shelf) => shelf.Own(_files.PathOf("own"), null, new RecordingObserver(), TestContext.Current.CancellationToken);
}

using Palimpsest.Studio.Jobs;

namespace Palimpsest.Studio.Tests.Jobs;

public sealed class FilmstripsTests : IDisposable
{
    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_filmstrip_outlives_the_server()
    {
        Job job;
        List<(int Batch, int Step, string File)> before;
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            job = await studio.MakeAsync(RunningStudio.With(request => request with { Steps = 3, BatchCount = 2 }));
            before = Frames(studio, job.Id);
        }

        Assert.Equal([(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3)], before.Select(frame => (frame.Batch, frame.Step)));
        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        Assert.Equal(before, Frames(next, job.Id));
        Frame first = next.Get<Filmstrips>().Of(job.Id)[0];
        Assert.Same(first.Preview, next.Get<Filmstrips>().Find(first.Preview.Number));
        Assert.Empty(next.Get<Filmstrips>().Of(Guid.NewGuid()));
    }

    [Fact]
    public async Task A_job_that_runs_on_after_a_restart_has_each_frame_once()
    {
        Job job;
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            job = await studio.Queue.SubmitAsync(RunningStudio.With(request => request with { Steps = 8, BatchCount = 6 }));
            await studio.UntilAsync(async () => (await studio.Queue.FindAsync(job.Id))!.Finished >= 2);
        }

        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        await next.Queue.WaitAsync(job.Id, TestContext.Current.CancellationToken);
        IEnumerable<(int Batch, int Step)> places = next.Get<Filmstrips>().Of(job.Id).Select(frame => (frame.Batch, frame.Step));
        Assert.Equal(Enumerable.Range(0, 6).SelectMany(batch => Enumerable.Range(1, 8).Select(step => (batch, step))), places);
    }

    [Fact]
    public async Task Damaged_filmstrips_are_none_and_the_oldest_go()
    {
        string folder = Directory.CreateDirectory(_folder.PathOf("palimpsest", "filmstrips")).FullName;
        var damaged = Guid.NewGuid();
        for (int i = 0; i < FilmstripFiles.MostFiles; i++)
        {
            string path = Path.Combine(folder, $"{(i == 0 ? damaged : Guid.NewGuid()):n}.zip");
            await File.WriteAllTextAsync(path, "no zip file");
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(i));
        }

        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            Assert.Empty(studio.Get<Filmstrips>().Of(damaged));
            await studio.MakeAsync(RunningStudio.Small);
        }

        Assert.Equal(FilmstripFiles.MostFiles, Directory.EnumerateFiles(folder).Count());
        Assert.False(File.Exists(Path.Combine(folder, $"{damaged:n}.zip")));
    }

    private static List<(int Batch, int Step, string File)> Frames(RunningStudio studio, Guid job) =>
        [.. studio.Get<Filmstrips>().Of(job).Select(frame => (frame.Batch, frame.Step, Convert.ToHexString(frame.Preview.File)))];
}

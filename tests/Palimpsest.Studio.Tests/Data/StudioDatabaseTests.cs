using System.Net;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Palimpsest.Imaging;
using Palimpsest.Studio.Data;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Jobs.Requests;

namespace Palimpsest.Studio.Tests.Data;

public sealed class StudioDatabaseTests : IDisposable
{
    private readonly StudioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused()
    {
        await using RunningStudio first = await RunningStudio.StartAsync(_folder.Options);
        Assert.Contains("in use by another server", (await Assert.ThrowsAsync<StudioStartException>(() => RunningStudio.StartAsync(_folder.Options))).Message);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_stays_as_it_is()
    {
        await using (await RunningStudio.StartAsync(_folder.Options))
        {
        }

        Execute("PRAGMA user_version=99");
        Assert.Contains("newer version", (await Assert.ThrowsAsync<StudioStartException>(() => RunningStudio.StartAsync(_folder.Options))).Message);
        Execute("PRAGMA user_version=4");
        await using RunningStudio again = await RunningStudio.StartAsync(_folder.Options);
    }

    [Fact]
    public async Task A_database_of_an_earlier_version_is_brought_up_to_date_with_its_jobs()
    {
        Guid id;
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            Picture picture = new(8, 8, 3, new byte[192]), mask = new(8, 8, 1, new byte[64]);
            id = (await studio.MakeAsync(RunningStudio.Small with { Sources = [new SourcePicture("a", picture, mask), new SourcePicture("b", picture, mask)] })).Id;
            studio.Get<GivenPictures>().Refer(new Picture(1, 1, 3, new byte[3]));
        }

        Execute("DROP INDEX IX_Jobs_EndedAt; ALTER TABLE Pictures DROP COLUMN Beside; DROP TABLE RequestPictures; PRAGMA user_version=1");
        await using (RunningStudio next = await RunningStudio.StartAsync(_folder.Options))
        {
            Assert.Equal(id, Assert.Single((await next.Queue.ListAsync(new JobQuery())).Jobs).Id);
            Assert.Equal(2, (await next.Gallery.OfJobAsync(id)).Count);

            // What the job came with is known anew, so that the picture of none alone is gone.
            Assert.Equal(2, Directory.EnumerateFiles(_folder.PathOf("palimpsest", "given"), "*.png", SearchOption.AllDirectories).Count());
            Assert.All((await next.Queue.ReadRequestAsync(id))!.Sources, source => Assert.Equal(192, source.Picture.Read().Pixels.Length));
            Assert.Equal(JobState.Completed, (await next.MakeAsync(RunningStudio.Small)).State);
        }

        // Fails where it is not there.
        Execute("DROP INDEX IX_Jobs_EndedAt");
    }

    [Fact]
    public async Task A_page_of_jobs_may_begin_and_end_among_running_waiting_and_ended_ones()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Guid first = (await studio.MakeAsync(RunningStudio.Small)).Id, second = (await studio.MakeAsync(RunningStudio.Small)).Id;
        await studio.Queue.PauseAsync();
        Guid third = (await studio.Queue.SubmitAsync(RunningStudio.Small)).Id, fourth = (await studio.Queue.SubmitAsync(RunningStudio.Small)).Id;
        Guid[] all = [third, fourth, second, first];
        for (int skip = 0; skip <= all.Length; skip++)
        {
            for (int take = 1; take <= all.Length; take++)
            {
                JobPage page = await studio.Queue.ListAsync(new JobQuery { Skip = skip, Take = take });
                Assert.Equal(all.Skip(skip).Take(take), page.Jobs.Select(job => job.Id));
                Assert.Equal(all.Length, page.Total);
            }
        }
    }

    [Fact]
    public async Task A_database_that_another_program_writes_is_waited_for_while_reading_goes_on()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        Task<Job> sending;
        using (SqliteConnection other = Opened())
        {
            using SqliteTransaction holding = other.BeginTransaction(deferred: false);
            sending = Task.Run(() => studio.Queue.SubmitAsync(RunningStudio.Small, "key"));
            Assert.Empty((await studio.Queue.ListAsync(new JobQuery())).Jobs);
            Assert.NotSame(sending, await Task.WhenAny(sending, Task.Delay(200, TestContext.Current.CancellationToken)));
        }

        Assert.Equal(JobState.Completed, (await studio.Queue.WaitAsync((await sending).Id, TestContext.Current.CancellationToken)).State);
    }

    /// <summary>SQLite waits for half a minute, so this takes as long.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task A_database_that_stays_locked_is_told_of_and_nothing_accepted_is_lost()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        using HttpClient client = studio.App.GetTestClient();
        client.Timeout = TimeSpan.FromMinutes(5);
        Job running = await studio.Queue.SubmitAsync(RunningStudio.With(request => request with { BatchCount = 20 }));
        await studio.UntilAsync(async () => (await studio.Queue.FindAsync(running.Id))!.Finished >= 2);
        using (SqliteConnection other = Opened())
        {
            using SqliteTransaction holding = other.BeginTransaction(deferred: false);
            foreach ((string route, HttpStatusCode status, string field) in new[]
            {
                ("/api/v1/jobs", HttpStatusCode.ServiceUnavailable, "detail"), ("/sdapi/v1/txt2img", HttpStatusCode.InternalServerError, "errors"),
            })
            {
                using HttpResponseMessage refused = await client.PostAsync(route, new StringContent("{\"steps\": 2}", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
                string text = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.True(refused.StatusCode == status, text);
                Assert.Contains("no other program has it open", System.Text.Json.Nodes.JsonNode.Parse(text)![field]!.GetValue<string>(), StringComparison.Ordinal);
            }

            Assert.StartsWith("The jobs wait until they can be stored: ", studio.Queue.Hindrance, StringComparison.Ordinal);
            string queue = await client.GetStringAsync("/api/v1/queue", TestContext.Current.CancellationToken);
            Assert.Equal(studio.Queue.Hindrance, System.Text.Json.Nodes.JsonNode.Parse(queue)!["hindrance"]!.GetValue<string>());
        }

        Job ended = await studio.Queue.WaitAsync(running.Id, TestContext.Current.CancellationToken);
        Assert.Null(studio.Queue.Hindrance);
        Assert.Equal((JobState.Completed, 20), (ended.State, ended.Finished));
        Assert.Equal(Enumerable.Range(0, 20), (await studio.Gallery.OfJobAsync(running.Id)).Select(picture => picture.Index));
        Assert.Equal(20, Directory.EnumerateFiles(_folder.PathOf("outputs"), "*.png", SearchOption.AllDirectories).Count());
        Assert.Equal(running.Id, Assert.Single((await studio.Queue.ListAsync(new JobQuery())).Jobs).Id);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_database_that_is_locked_stops_the_start()
    {
        await using (await RunningStudio.StartAsync(_folder.Options))
        {
        }

        using SqliteConnection other = Opened();
        Execute(other, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE");
        string message = (await Assert.ThrowsAsync<StudioStartException>(() => RunningStudio.StartAsync(_folder.Options))).Message;
        Assert.Contains("close programs that have it open", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_database_is_told_of()
    {
        Directory.CreateDirectory(_folder.PathOf("palimpsest"));
        await File.WriteAllTextAsync(_folder.PathOf("palimpsest", "studio.db"), new string('x', 5000));
        Assert.Contains("studio.db", (await Assert.ThrowsAsync<StudioStartException>(() => RunningStudio.StartAsync(_folder.Options))).Message);
    }

    [Fact]
    public async Task A_picture_whose_file_came_to_be_counts_and_one_whose_file_did_not_is_made_again()
    {
        Guid id;
        string there;
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            Job job = await studio.MakeAsync(RunningStudio.With(request => request with { BatchCount = 2 }));
            id = job.Id;
            IReadOnlyList<GalleryPicture> pictures = await studio.Gallery.OfJobAsync(id);
            there = pictures[0].Path;
            File.Delete(pictures[1].Path);
        }

        // As it is when the process ends between the plan and the word that a file is there.
        Execute($"UPDATE Pictures SET IsWritten=0; UPDATE Jobs SET State={(int)JobState.Running}, Finished=0, EndedAt=NULL; DELETE FROM Events WHERE Kind IN (2, 5)");
        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        Job ended = await next.Queue.WaitAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal((JobState.Completed, 2), (ended.State, ended.Finished));
        IReadOnlyList<GalleryPicture> again = await next.Gallery.OfJobAsync(id);
        Assert.Equal([0, 1], again.Select(picture => picture.Index));
        Assert.Equal(there, again[0].Path);
        Assert.All(again, picture => Assert.True(File.Exists(picture.Path)));
        Assert.Equal(2, (await next.Queue.EventsAsync(0, id)).Count(entry => entry.Kind == JobEventKind.Picture));
        Assert.Equal(2, Directory.EnumerateFiles(_folder.PathOf("outputs"), "*.png", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task Files_that_were_being_written_are_cleared_away_and_no_others()
    {
        string outputs = _folder.PathOf("outputs", "txt2img-images");
        Directory.CreateDirectory(outputs);
        string[] names = [$"a.png.{Guid.NewGuid():N}.tmp", "mine.tmp", "a.png"];
        foreach (string name in names)
        {
            await File.WriteAllTextAsync(Path.Combine(outputs, name), "");
        }

        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.MakeAsync(RunningStudio.Small with { SavePictures = false });
        Assert.Equal(["a.png", "mine.tmp"], Directory.EnumerateFiles(outputs).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public async Task Pictures_of_jobs_that_do_not_keep_them_are_gone_after_a_day()
    {
        await using (RunningStudio studio = await RunningStudio.StartAsync(_folder.Options))
        {
            await studio.MakeAsync(RunningStudio.Small with { SavePictures = false });
        }

        Execute("UPDATE Jobs SET EndedAt = EndedAt - 90000000");
        await using RunningStudio next = await RunningStudio.StartAsync(_folder.Options);
        await next.MakeAsync(RunningStudio.Small);
        await next.Get<Palimpsest.Studio.Jobs.Running.UnlistedPictures>().PurgeAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFiles(_folder.PathOf("palimpsest", "unlisted"), "*.png", SearchOption.AllDirectories));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Ten_thousand_jobs_are_queued_listed_and_searched()
    {
        await using RunningStudio studio = await RunningStudio.StartAsync(_folder.Options);
        await studio.Queue.PauseAsync();
        for (int i = 0; i < 10_000; i++)
        {
            await studio.Queue.SubmitAsync(RunningStudio.With(request => request with { Prompt = $"picture {i} of many" }));
        }

        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        JobPage page = await studio.Queue.ListAsync(new JobQuery { Skip = 9_000, Take = 100 }), found = await studio.Queue.ListAsync(new JobQuery { Text = "9999" });
        TestContext.Current.TestOutputHelper?.WriteLine($"listed and searched in {System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
        Assert.Equal((10_000, "picture 9000 of many"), (page.Total, page.Jobs[0].Prompt));
        Assert.Equal("picture 9999 of many", Assert.Single(found.Jobs).Prompt);
        Assert.Equal(10_000, await studio.Queue.CancelAllAsync());
    }

    private SqliteConnection Opened()
    {
        var connection = new SqliteConnection($"Data Source={_folder.PathOf("palimpsest", "studio.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Execute(string command)
    {
        using SqliteConnection connection = Opened();
        Execute(connection, command);
    }

    private static void Execute(SqliteConnection connection, string command)
    {
        using SqliteCommand sql = connection.CreateCommand();
        sql.CommandText = command;
        sql.ExecuteNonQuery();
    }
}

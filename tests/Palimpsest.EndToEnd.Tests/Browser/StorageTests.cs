using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace Palimpsest.EndToEnd.Tests.Browser;

/// <summary>What the pages say when nothing can be stored, and how they go on.</summary>
[Collection(StudioTests.Name)]
public sealed class StorageTests(Studio studio, TinyModel model) : IClassFixture<TinyModel>
{
    private const int MostTries = 100;

    private static readonly string Portrait = Path.Combine(RepositoryFolder.Root, "samples", "portrait.jpg");

    [Fact]
    public async Task On_a_full_disk_every_page_says_what_could_not_be_stored_and_works_on()
    {
        await using SmallDisk disk = await SmallDisk.StartAsync(model);
        await using Visitor visitor = await studio.VisitAsync(address: disk.Address);
        IPage page = await visitor.OpenAsync("/img2img");
        await Visitor.SetSmallAsync(page);
        await Visitor.GenerateAsync(page);
        await Visitor.Button(page, "Remove").ClickAsync();
        await Visitor.Button(page, "Sample: A laughing boy in a room").ClickAsync();
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("boy-room.png");
        disk.Fill();

        // A request whose picture cannot be kept; a picture; a sample; what was made, as the next input.
        await Visitor.Button(page, "Generate").ClickAsync();
        await Assertions.Expect(page.Locator(".prompt-card").GetByRole(AriaRole.Alert)).ToContainTextAsync("see that the disk is not full");
        await Visitor.DropAsync(page, Portrait, "image/jpeg");
        await Assertions.Expect(page.Locator(".source").GetByRole(AriaRole.Alert)).ToContainTextAsync("portrait.jpg: The picture cannot be kept in the data folder");
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("boy-room.png");
        await Visitor.Button(page, "Use as input").ClickAsync();
        await Assertions.Expect(page.Locator(".prompt-card").GetByRole(AriaRole.Alert)).ToContainTextAsync("check that the disk has room");
        await Visitor.Button(page, "Remove").ClickAsync();
        await Visitor.Button(page, "Sample: A man with glasses before mountains").ClickAsync();
        await Assertions.Expect(page.Locator(".source").GetByRole(AriaRole.Alert).First).ToContainTextAsync("check that the disk has room");
        Assert.Empty(await Visitor.ViolationsAsync(page));

        // What room there is in the database is used up by these.
        IPage queue = await visitor.OpenAsync("/queue");
        ILocator pause = queue.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new Regex("^(Pause|Go on)$") });
        await UntilRefusedAsync(queue, pause);
        IPage gallery = await visitor.OpenAsync("/gallery");
        await UntilRefusedAsync(gallery, Visitor.Button(gallery, "Favourite"));
        await gallery.Locator(".tile a").ClickAsync();
        await UntilRefusedAsync(gallery, Visitor.Button(gallery, "Favourite"));

        // With room again all of them do what they did not do.
        disk.Clear();
        await pause.ClickAsync();
        await Assertions.Expect(queue.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        if (await Visitor.Button(queue, "Go on").CountAsync() > 0)
        {
            await Visitor.Button(queue, "Go on").ClickAsync();
        }

        await Visitor.Button(page, "Sample: A man with glasses before mountains").ClickAsync();
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("man-mountains.png");
        await Visitor.GenerateAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_disk_that_is_full_at_the_first_visit_leaves_a_page_without_its_example()
    {
        await using SmallDisk disk = await SmallDisk.StartAsync(model);
        await using Visitor visitor = await studio.VisitAsync(address: disk.Address);
        disk.Fill();
        IPage page = await visitor.OpenAsync("/img2img");
        await Assertions.Expect(page.Locator(".prompt-card").GetByRole(AriaRole.Alert)).ToContainTextAsync("check that the disk has room");
        await Assertions.Expect(page.Locator(".source")).ToContainTextAsync("Drop or paste a picture here");
    }

    [Fact]
    public async Task A_job_whose_pictures_cannot_be_stored_says_so_and_those_behind_it_are_made_with_room_again()
    {
        await using SmallDisk disk = await SmallDisk.StartAsync(model);
        await using Visitor visitor = await studio.VisitAsync(address: disk.Address);
        IPage page = await visitor.OpenAsync("/txt2img");
        ILocator prompt = page.Locator("#prompt");
        await Visitor.SetSmallAsync(page);
        await prompt.FillAsync("the long one");
        await Visitor.SetAsync(page, "Sampling steps", "20");
        await Visitor.SetAsync(page, "Batch count", "100");
        await Visitor.Button(page, "Generate").ClickAsync();
        await Assertions.Expect(page.Locator(".result .samples .thumb").Nth(1)).ToBeVisibleAsync();
        await prompt.FillAsync("the one behind it");
        await Visitor.SetAsync(page, "Sampling steps", "2");
        await Visitor.SetAsync(page, "Batch count", "1");
        await Visitor.Button(page, "Add to queue").ClickAsync();
        await Assertions.Expect(page.GetByText("1 waiting")).ToBeVisibleAsync();
        disk.Fill();

        // Failed with the queue paused, where that can be stored; else all wait.
        Regex reason = new("A finished picture cannot be stored|The jobs wait until they can be stored");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new LocatorFilterOptions { HasTextRegex = reason }).First).ToBeVisibleAsync();
        IPage queue = await visitor.OpenAsync("/queue");
        await Assertions.Expect(queue.Locator("main")).ToContainTextAsync(reason);
        await Assertions.Expect(queue.Locator("main")).ToContainTextAsync("the one behind it");
        Assert.Empty(await Visitor.ViolationsAsync(queue));

        // Whichever it was: the first is not gone on with, the second is made.
        disk.Clear();
        using var client = new HttpClient { BaseAddress = disk.Address };
        JsonNode first = JsonNode.Parse(await client.GetStringAsync("api/v1/jobs?text=long", TestContext.Current.CancellationToken))!["jobs"]![0]!;
        foreach (string route in new[] { $"jobs/{first["id"]}/cancel", "queue/resume" })
        {
            using HttpResponseMessage answer = await client.PostAsync("api/v1/" + route, null, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        ILocator row = queue.Locator(".item", new PageLocatorOptions { HasText = "the one behind it" });
        await Assertions.Expect(row).ToContainTextAsync("Finished");
        await Assertions.Expect(row).ToContainTextAsync("1 of 1 pictures");
        await Assertions.Expect(queue.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    /// <summary>SQLite waits for half a minute, so this takes as long.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task A_locked_database_is_told_of_and_the_request_is_there_to_be_sent_again()
    {
        await using Visitor visitor = await studio.VisitAsync();
        IPage page = await visitor.OpenAsync("/txt2img");
        await page.Locator("#prompt").FillAsync("sent while it is locked");
        await Visitor.SetSmallAsync(page);
        using (var other = new SqliteConnection($"Data Source={studio.PathOf("palimpsest/studio.db")};Pooling=False"))
        {
            other.Open();
            using SqliteTransaction holding = other.BeginTransaction(deferred: false);
            await Visitor.Button(page, "Generate").ClickAsync();
            await Assertions.Expect(page.Locator(".prompt-card").GetByRole(AriaRole.Alert)).ToContainTextAsync("no other program has it open");
        }

        Assert.StartsWith("sent while it is locked", await Visitor.InfotextAsync(page, await Visitor.GenerateAsync(page)));
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    private static async Task UntilRefusedAsync(IPage page, ILocator button)
    {
        ILocator refusal = page.Locator("main").GetByRole(AriaRole.Alert);
        for (int i = 0; i < MostTries && await refusal.CountAsync() == 0; i++)
        {
            await button.First.ClickAsync();
        }

        await Assertions.Expect(refusal.First).ToContainTextAsync("see that the disk is not full");
    }
}

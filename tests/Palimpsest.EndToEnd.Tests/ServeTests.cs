using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Palimpsest.EndToEnd.Tests;

public sealed class ServeTests
{
    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("SIGINT")]
    public async Task The_server_says_where_it_is_and_ends_with_a_signal(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals of Unix");
        using var folder = new TemporaryFolder();
        using Process server = PalimpsestCommand.StartInterruptible("serve", "--port", "0", "--no-browser", "--data-dir", folder.PathOf("new"));
        string line = (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
        var address = new Uri(line.Split(' ')[3]);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        using (Process kill = Process.Start("kill", [$"-{signal[3..]}", server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, server.ExitCode);
        Assert.True(File.Exists(folder.PathOf("new/palimpsest/studio.db")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_browser_is_opened_unless_it_is_not_wanted(bool isWanted)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "xdg-open");
        using var folder = new TemporaryFolder();
        string opened = folder.PathOf("opened");
        folder.Write("xdg-open", $"#!/bin/sh\necho \"$1\" > '{opened}.part'\nmv '{opened}.part' '{opened}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.PathOf("xdg-open"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        using Process server = PalimpsestCommand.StartWithin(
            ["env", $"PATH={folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}"], ["serve", "--port", "0", "--data-dir", folder.PathOf("data"), .. isWanted ? [] : new[] { "--no-browser" }]);
        try
        {
            string address = (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[3];

            // Long enough for a browser that must not be opened.
            for (int tries = 0; tries < (isWanted ? 600 : 10) && !File.Exists(opened); tries++)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            Assert.Equal(isWanted ? address : null, File.Exists(opened) ? (await File.ReadAllTextAsync(opened, TestContext.Current.CancellationToken)).Trim() : null);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_port_in_use_stops_the_start()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        CommandResult result = await PalimpsestCommand.RunAsync("serve", "--port", $"{port}", "--no-browser", "--data-dir", folder.FullName);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"Port {port} of 127.0.0.1 is in use", result.Error);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_stops_the_start()
    {
        using var folder = new TemporaryFolder();
        string file = folder.PathOf("file");
        await File.WriteAllTextAsync(file, "");
        CommandResult result = await PalimpsestCommand.RunAsync("serve", "--port", "0", "--no-browser", "--data-dir", file);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cannot be written to", result.Error);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_stops_the_start_and_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(Directory.CreateDirectory(folder.PathOf("palimpsest")).FullName, "studio.db");
        using (var database = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            database.Open();
            using SqliteCommand command = database.CreateCommand();
            command.CommandText = "CREATE TABLE Jobs (Id TEXT); PRAGMA user_version=99";
            command.ExecuteNonQuery();
        }

        byte[] before = await File.ReadAllBytesAsync(file);
        CommandResult result = await PalimpsestCommand.RunAsync("serve", "--port", "0", "--no-browser", "--data-dir", folder.FullName);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"'{file}' is from a newer version of the program (99; this one knows", result.Error);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
    }

    [Theory]
    [InlineData("--api-auth user:password", "--host", "0.0.0.0")]
    [InlineData("user:password", "--api-auth", "nobody")]
    [InlineData("has no address", "--host", "no.such.host.invalid", "--api-auth", "a:b")]
    [InlineData("--memory is 'much'", "--memory", "much")]
    public async Task Wrong_options_stop_the_start(string words, params string[] options)
    {
        using var folder = new TemporaryFolder();
        CommandResult result = await PalimpsestCommand.RunAsync(["serve", "--port", "0", "--no-browser", "--data-dir", folder.FullName, .. options]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(words, result.Error);
    }
}

namespace Palimpsest.Compute.Tests;

public class RowStoreTests
{
    public static TheoryData<bool> Kinds => [false, true];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rows_come_back_as_they_were_written(bool inFile)
    {
        using RowStore store = Create(inFile, count: 1000);
        float[] rows = [.. Enumerable.Range(0, 300).Select(i => i * 0.5f)];
        store.Write(700, rows);
        store.Write(100, rows);

        var read = new float[100];
        store.Read(800, read);
        Assert.Equal(rows[100..200], read);
        store.Read(100, read);
        Assert.Equal(rows[..100], read);
    }

    [Fact]
    public void Elements_outside_the_memory_are_refused()
    {
        using RowStore store = Create(inFile: false, count: 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Read(8, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Write(-1, new float[3]));
    }

    [Fact]
    public void The_file_is_private_and_gone_after_use()
    {
        using var store = new FileRowStore(1000, Path.GetTempPath());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Path));
        }

        store.Dispose();
        Assert.False(File.Exists(store.Path));
    }

    [Fact]
    public void A_folder_that_cannot_hold_the_file_is_named()
    {
        var error = Assert.Throws<IOException>(() => new FileRowStore(1 << 20, "/nonexistent/folder"));
        Assert.Contains("4 MiB does not fit into the temporary folder '/nonexistent/folder'", error.Message);
    }

    private static RowStore Create(bool inFile, long count) =>
        inFile ? new FileRowStore(count, Path.GetTempPath()) : new MemoryRowStore(count);
}

using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Palimpsest.Studio.Data;

/// <summary>
/// The database file of a data folder, which one server at a time uses. What was committed survives the end of the process at any moment.
/// </summary>
internal sealed class StudioDatabase : IDisposable
{
    /// <summary>Raised with every change of the tables.</summary>
    private const int Version = 4;

    private readonly string _connection;
    private readonly DbContextOptions<StudioContext> _options;
    private readonly FileStream _lock;
    private readonly SemaphoreSlim _writing = new(1);
    private long _commits;

    /// <exception cref="StudioStartException">The file cannot be used: not writable, another server's, damaged, or of a newer version.</exception>
    public StudioDatabase(DataFolder folder)
    {
        string path = folder.Database;
        try
        {
            Directory.CreateDirectory(folder.Own);
            _lock = new FileStream(Path.ChangeExtension(path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(Path.ChangeExtension(path, ".lock")))
        {
            throw new StudioStartException($"The data folder '{folder.Root}' is in use by another server: stop that one, or give another folder with --data-dir.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StudioStartException(
                $"The data folder '{folder.Root}' cannot be written to ({exception.Message.TrimEnd('.')}): get the right to write there, or give another folder with --data-dir.", exception);
        }

        _connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        _options = new DbContextOptionsBuilder<StudioContext>().UseSqlite(_connection).Options;
        try
        {
            Prepare(path);
        }
        catch (DbException exception)
        {
            _lock.Dispose();
            throw new StudioStartException(
                $"The database '{path}' cannot be used ({exception.Message.TrimEnd('.')}): close programs that have it open, or move it away to begin a new one.", exception);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>How often something was committed: what was read stays true as long as it does not change.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>For reading.</summary>
    public StudioContext Open() => new(_options);

    /// <summary>For several readings that belong together: all see the database as it is at the first.</summary>
    public async Task<StudioContext> OpenSnapshotAsync(CancellationToken cancellation)
    {
        StudioContext context = Open();
        try
        {
            await context.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);

            // Deferred: it waits for no writer, and no writer for it. Closing the connection ends it.
            await context.Database.UseTransactionAsync(((SqliteConnection)context.Database.GetDbConnection()).BeginTransaction(deferred: true), cancellation).ConfigureAwait(false);
            return context;
        }
        catch
        {
            await context.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Changes and commits in one transaction; one at a time.</summary>
    /// <exception cref="StudioStorageException">It cannot be stored.</exception>
    public async Task<T> WriteAsync<T>(Func<StudioContext, Task<T>> change, CancellationToken cancellation = default)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await using StudioContext context = Open();
            await context.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);

            // Of the connection, not of the file: what is committed is on disk.
            await context.Database.ExecuteSqlRawAsync("PRAGMA synchronous=FULL", cancellation).ConfigureAwait(false);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            T result = await change(context).ConfigureAwait(false);
            await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            Interlocked.Increment(ref _commits);
            return result;
        }
        catch (Exception exception) when ((exception as DbException ?? exception.InnerException) is DbException fault)
        {
            throw new StudioStorageException($"The database cannot be written ({fault.Message.TrimEnd('.')}); see that the disk is not full and that no other program has it open, and try again.", exception);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<StudioContext, Task> change, CancellationToken cancellation = default) => WriteAsync(
        async context =>
        {
            await change(context).ConfigureAwait(false);
            return true;
        },
        cancellation);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public T Write<T>(Func<StudioContext, T> change) => WriteAsync(context => Task.FromResult(change(context))).GetAwaiter().GetResult();

    public void Dispose()
    {
        using (var connection = new SqliteConnection(_connection))
        {
            SqliteConnection.ClearPool(connection);
        }

        _writing.Dispose();
        _lock.Dispose();
    }

    private void Prepare(string path)
    {
        using StudioContext context = Open();
        long version = context.Database.SqlQueryRaw<long>("SELECT user_version AS Value FROM pragma_user_version").Single();
        if (version > Version)
        {
            throw new StudioStartException(
                $"The database '{path}' is from a newer version of the program ({version}; this one knows {Version}): use that version, or give another folder with --data-dir.");
        }

        // Readers do not wait for the writer.
        context.Database.ExecuteSqlRaw("PRAGMA journal_mode=WAL");
        if (version == 0)
        {
            context.Database.EnsureCreated();
        }

        if (version == 1)
        {
            context.Database.ExecuteSqlRaw("CREATE INDEX IF NOT EXISTS IX_Jobs_EndedAt ON Jobs (EndedAt)");
        }

        // Each with the version, so that an end of the process leaves both or none.
        if (version is 1 or 2)
        {
            context.Database.ExecuteSqlRaw("BEGIN; ALTER TABLE Pictures ADD COLUMN Beside TEXT NOT NULL DEFAULT ''; PRAGMA user_version=3; COMMIT");
        }

        if (version is 1 or 2 or 3)
        {
            context.Database.ExecuteSqlRaw(
                "BEGIN; CREATE TABLE RequestPictures (JobId TEXT NOT NULL, Hash TEXT NOT NULL, CONSTRAINT PK_RequestPictures PRIMARY KEY (JobId, Hash)); "
                + "INSERT INTO RequestPictures SELECT DISTINCT JobId, value FROM Requests, json_tree(CASE WHEN json_valid(Requests.Json) THEN Requests.Json ELSE '[]' END) "
                + "WHERE json_tree.type = 'text' AND length(value) = 64 AND value NOT GLOB '*[^0-9a-f]*'; "
                + "PRAGMA user_version=4; COMMIT");
        }

        if (version == 0)
        {
            context.Database.ExecuteSqlRaw($"PRAGMA user_version={Version}");
        }
    }
}

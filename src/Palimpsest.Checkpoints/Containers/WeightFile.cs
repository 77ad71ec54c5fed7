using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using Palimpsest.Compute;

namespace Palimpsest.Checkpoints;

/// <summary>A file opened for reading: small pieces are read, tensors are mapped one at a time.</summary>
internal sealed unsafe class WeightFile : IDisposable
{
    private const int LongestMessage = 600;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile? _map;

    public WeightFile(string path)
    {
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        Length = _stream.Length;
        Path = path;
        if (Length > 0)
        {
            _map = MemoryMappedFile.CreateFromFile(_stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        }
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>An error about this file: what is wrong, and where. Names from the file may be long, so the text is clipped.</summary>
    public CheckpointException Fault(string what, Exception? inner = null) =>
        new($"{System.IO.Path.GetFileName(Path)}: {(what.Length <= LongestMessage ? what : what[..LongestMessage] + "…")}", inner);

    /// <summary>Throws "file: place: otherwise." unless <paramref name="holds"/>.</summary>
    public void Require(bool holds, string place, [InterpolatedStringHandlerArgument(nameof(holds))] ref FaultText otherwise)
    {
        if (!holds)
        {
            throw Fault($"{place}: {otherwise.ToString()}.");
        }
    }

    /// <summary>Throws "file: place: otherwise." unless <paramref name="holds"/>.</summary>
    public void Require(bool holds, string place, string otherwise)
    {
        if (!holds)
        {
            throw Fault($"{place}: {otherwise}.");
        }
    }

    /// <summary>Exactly <paramref name="count"/> bytes, which the caller has compared with <see cref="Length"/> or expects to be missing.</summary>
    public byte[] Read(long offset, long count)
    {
        if (offset < 0 || count < 0 || count > Length - offset)
        {
            throw Fault($"the file ends at byte {Length}, but {count} bytes are needed from byte {offset}: it is cut short or damaged; download it again.");
        }

        var bytes = new byte[count];
        int done = 0;
        while (done < bytes.Length)
        {
            int read = RandomAccess.Read(_stream.SafeFileHandle, bytes.AsSpan(done), offset + done);
            if (read == 0)
            {
                throw Fault($"the file became shorter while it was read: only {done} of {count} bytes came from byte {offset}.");
            }

            done += read;
        }

        return bytes;
    }

    /// <summary>A stream over a part of the file that is not empty.</summary>
    public Stream Section(long offset, long count)
    {
        ObjectDisposedException.ThrowIf(_stream.SafeFileHandle.IsClosed, this);
        return _map!.CreateViewStream(offset, count, MemoryMappedFileAccess.Read);
    }

    /// <summary>Maps a range until the result is disposed.</summary>
    public WeightBytes View(long offset, long count)
    {
        ObjectDisposedException.ThrowIf(_stream.SafeFileHandle.IsClosed, this);
        if (count == 0)
        {
            return new WeightBytes(null, 0, null);
        }

        var view = new MappedView(_map!.CreateViewAccessor(offset, count, MemoryMappedFileAccess.Read));
        return new WeightBytes(view.Pointer, count, view);
    }

    public void Dispose()
    {
        _map?.Dispose();
        _stream.Dispose();
    }

    private sealed class MappedView : IDisposable
    {
        private readonly MemoryMappedViewAccessor _accessor;
        private bool _released;

        public MappedView(MemoryMappedViewAccessor accessor)
        {
            _accessor = accessor;
            byte* start = null;
            accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            Pointer = start + accessor.PointerOffset;
        }

        public byte* Pointer { get; }

        public void Dispose()
        {
            if (!_released)
            {
                _released = true;
                _accessor.SafeMemoryMappedViewHandle.ReleasePointer();
                _accessor.Dispose();
            }
        }
    }
}

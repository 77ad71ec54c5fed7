using System.Text;

namespace Palimpsest.Checkpoints.Pickle;

/// <summary>The bytes of a pickle. Nothing is allocated for a length before that many bytes are known to be there.</summary>
internal sealed class PickleInput(WeightFile file, string place, Stream stream, long lengthBytes)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>A global's module and name, or a number written out: real ones stay far below.</summary>
    private const int LongestLine = 512;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[(int)Math.Min(BufferBytes, lengthBytes)];
    private int _next, _filled;
    private long _read;

    /// <summary>Bytes taken so far.</summary>
    public long Position => _read - _filled + _next;

    public long Remaining => lengthBytes - Position;

    /// <summary>A tensor of repeated elements may grow to the file's length, small ones to a little more.</summary>
    public long LargestTensorBytes => Math.Max(file.Length, 1 << 20);

    public byte Byte()
    {
        if (_next == _filled)
        {
            Fill();
        }

        return _buffer[_next++];
    }

    private byte[] Bytes(ulong count)
    {
        RequireLeft(count);
        var bytes = new byte[count];
        for (int done = 0; done < bytes.Length;)
        {
            if (_next == _filled)
            {
                Fill();
            }

            int part = Math.Min(bytes.Length - done, _filled - _next);
            _buffer.AsSpan(_next, part).CopyTo(bytes.AsSpan(done));
            (_next, done) = (_next + part, done + part);
        }

        return bytes;
    }

    /// <summary>Steps over bytes that must be there.</summary>
    public void Skip(ulong count)
    {
        RequireLeft(count);
        for (long left = (long)count; left > 0;)
        {
            if (_next == _filled)
            {
                Fill();
            }

            int part = (int)Math.Min(left, _filled - _next);
            (_next, left) = (_next + part, left - part);
        }
    }

    /// <summary>An unsigned little-endian number of 1 to 8 bytes.</summary>
    public ulong Number(int bytes)
    {
        ulong number = 0;
        for (int i = 0; i < bytes; i++)
        {
            number |= (ulong)Byte() << (8 * i);
        }

        return number;
    }

    public string Utf8(ulong count)
    {
        try
        {
            return StrictUtf8.GetString(Bytes(count));
        }
        catch (DecoderFallbackException)
        {
            throw Fault("a text is not UTF-8");
        }
    }

    /// <summary>The rest of a line of ASCII text, without its newline.</summary>
    public string Line()
    {
        var line = new StringBuilder();
        for (byte value = Byte(); value != '\n'; value = Byte())
        {
            if (line.Length == LongestLine || value >= 128)
            {
                throw Fault("a name or number is too long or not ASCII");
            }

            line.Append((char)value);
        }

        return line.ToString();
    }

    /// <summary>An error at the current position.</summary>
    public CheckpointException Fault(string what) => file.Fault($"{place}, byte {Position}: {what}; the file is refused.");

    private void RequireLeft(ulong count)
    {
        if (count > (ulong)Remaining)
        {
            throw Fault($"{count} bytes are announced, but {Remaining} are left");
        }
    }

    private void Fill()
    {
        _filled = stream.Read(_buffer, 0, (int)Math.Min(_buffer.Length, lengthBytes - _read));
        _next = 0;
        _read += _filled;
        if (_filled == 0)
        {
            throw Fault("the pickle ends before its STOP instruction");
        }
    }
}

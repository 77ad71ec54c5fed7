using System.Text;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>What the application and comment segments tell: the colour convention, the EXIF block and the comment.</summary>
internal sealed class ApplicationData
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public bool HasJfif { get; private set; }

    /// <summary>Adobe's colour transform (0 none, 1 YCbCr, 2 YCCK); null without an Adobe segment.</summary>
    public int? AdobeTransform { get; private set; }

    /// <summary>The TIFF structure of the first EXIF segment.</summary>
    public byte[]? Exif { get; private set; }

    /// <summary>The last comment.</summary>
    public string? Comment { get; private set; }

    public void Read(byte marker, ReadOnlySpan<byte> payload)
    {
        if (marker == Marker.App0 && payload.Length >= 14 && payload.StartsWith("JFIF\0"u8))
        {
            HasJfif = true;
        }
        else if (marker == Marker.App1 && Exif is null && payload.StartsWith("Exif\0\0"u8))
        {
            Exif = payload[6..].ToArray();
        }
        else if (marker == Marker.App14 && payload.Length >= 12 && payload.StartsWith("Adobe"u8))
        {
            AdobeTransform = payload[11];
        }
        else if (marker == Marker.Comment)
        {
            Comment = Text(payload);
        }
    }

    /// <summary>The standard names no encoding: UTF-8 where it is valid, else Latin-1, which always is.</summary>
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}

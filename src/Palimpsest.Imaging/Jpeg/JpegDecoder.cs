using Palimpsest.Imaging.Metadata;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>
/// Decodes JPEG files (ITU-T T.81): baseline, extended and progressive Huffman coding with 8 bits a sample; grey, YCbCr, RGB, CMYK and YCCK;
/// all whole sampling ratios. The pixels are those of libjpeg-turbo with its default settings, to the bit; only its smoothing of progressive
/// files that never send their first AC coefficients is left out.
/// </summary>
public static class JpegDecoder
{
    /// <summary>
    /// Scans that a picture of the largest allowed size may have; smaller ones may have more, up to the limit. Scans can cost time without
    /// costing bytes, so their number times the size is what bounds the time. libjpeg's own progressive files have 10.
    /// </summary>
    private const int ScansOfLargestPicture = 16;

    /// <summary>Decodes a whole file.</summary>
    /// <remarks>
    /// Damage within a scan yields a partly wrong picture, as in other decoders. Memory stays within a fixed multiple of the file's size,
    /// whatever the file declares.
    /// </remarks>
    /// <exception cref="PictureException">The file is no JPEG, is damaged in its structure, truncated, above the limits, or of an unsupported kind.</exception>
    public static JpegPicture Decode(ReadOnlySpan<byte> data, PictureLimits limits)
    {
        var application = new ApplicationData();
        Frame frame = ReadFrame(data, limits, application, withPixels: true);
        return new JpegPicture(
            frame.Width,
            frame.Height,
            frame.Components.Length,
            PixelAssembly.Interleave(frame, application),
            application.Exif,
            application.Comment);
    }

    /// <summary>What a file says beside its pixels, which are passed over.</summary>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public static PictureDescription Describe(ReadOnlySpan<byte> data, PictureLimits limits)
    {
        var application = new ApplicationData();
        Frame frame = ReadFrame(data, limits, application, withPixels: false);
        return Description(frame.Width, frame.Height, frame.Components.Length, application.Exif, application.Comment);
    }

    internal static PictureDescription Description(int width, int height, int channels, byte[]? exif, string? comment) => new()
    {
        Format = PictureFormat.Jpeg,
        Width = width,
        Height = height,
        Kind = channels switch { 1 => SampleKind.Grey, 3 => SampleKind.Rgb, _ => SampleKind.Cmyk },
        Depth = 8,
        Exif = exif,
        Comment = comment,
        Orientation = exif is not null ? Exif.FindOrientation(exif) ?? 1 : 1,
    };

    /// <summary>Reads all segments and scans that the picture needs.</summary>
    private static Frame ReadFrame(ReadOnlySpan<byte> data, PictureLimits limits, ApplicationData application, bool withPixels)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (data is not [0xFF, Marker.StartOfImage, ..])
        {
            throw new PictureException("This is not a JPEG file: it does not begin with the bytes FF D8.");
        }

        var segments = new SegmentReader(data) { Position = 2 };
        var tables = new FileTables();
        Frame? frame = null;
        int scans = 0;
        while (segments.NextMarker() is { } marker)
        {
            if (marker == Marker.EndOfImage)
            {
                return scans == 0 ? throw new PictureException("The JPEG holds no picture data: it ends without a scan.") : withPixels ? Finish(frame!) : frame!;
            }

            if (marker == Marker.StartOfImage)
            {
                throw new PictureException("The JPEG begins a second time within itself; the file is damaged.");
            }

            if (marker < Marker.BaselineFrame || Marker.IsBare(marker))
            {
                continue;
            }

            ReadOnlySpan<byte> payload = segments.Payload(marker);
            if (Marker.IsFrame(marker))
            {
                frame = frame is null ? Frame.Read(marker, payload, data, limits) : throw new PictureException("The JPEG has two frame headers; the file is damaged.");
            }
            else if (marker == Marker.StartOfScan)
            {
                if (frame is null)
                {
                    throw new PictureException("The JPEG has a scan before its frame header; the file is damaged.");
                }

                RequireFewScans(++scans, frame, limits);
                if (withPixels ? ReadScan(payload, ref segments, data, frame, tables) : Scan.Read(payload, frame, tables).IsWhole(frame))
                {
                    return frame;
                }
            }
            else
            {
                ReadTables(marker, payload, tables, application);
            }
        }

        // Without an end marker a sequential picture may still be complete; a progressive one may lack its finer scans.
        return frame is { IsProgressive: false } && frame.Components.All(component => component.Quantisation is not null)
            ? frame
            : throw new PictureException($"The JPEG is truncated after {scans} scans: the file ends before its end marker; fetch it again.");
    }

    private static void RequireFewScans(int scans, Frame frame, PictureLimits limits)
    {
        long timesSmaller = limits.MaxPixels / ((long)frame.Width * frame.Height);
        long allowed = Math.Min(limits.MaxScans, ScansOfLargestPicture * Math.Min(timesSmaller, limits.MaxScans));
        if (scans > allowed)
        {
            throw new PictureException($"The JPEG has more than {allowed} scans for its {frame.Width} x {frame.Height} pixels, which no camera or program writes; save it anew.");
        }
    }

    /// <returns>Whether the picture is complete: a sequential scan held all components.</returns>
    private static bool ReadScan(ReadOnlySpan<byte> payload, ref SegmentReader segments, ReadOnlySpan<byte> data, Frame frame, FileTables tables)
    {
        Scan scan = Scan.Read(payload, frame, tables);
        foreach (Component component in frame.Components)
        {
            component.Allocate(frame.IsProgressive);
        }

        segments.Position = ScanDecoder.Decode(scan, frame, data, segments.Position);
        return scan.IsWhole(frame);
    }

    private static void ReadTables(byte marker, ReadOnlySpan<byte> payload, FileTables tables, ApplicationData application)
    {
        switch (marker)
        {
            case Marker.QuantisationTables:
                tables.ReadQuantisation(payload);
                break;
            case Marker.HuffmanTables:
                tables.ReadHuffman(payload);
                break;
            case Marker.RestartInterval:
                tables.ReadRestartInterval(payload);
                break;
            default:
                application.Read(marker, payload);
                break;
        }
    }

    private static Frame Finish(Frame frame)
    {
        if (frame.IsProgressive)
        {
            foreach (Component component in frame.Components)
            {
                component.TransformCoefficients();
            }
        }

        return frame;
    }
}

namespace Palimpsest.Imaging.Jpeg;

/// <summary>
/// Walks the units of one scan in file order, over its restart markers. Damage is taken as the IJG library takes it: where the data of an
/// interval run out at a marker, the rest of the interval keeps its former content; lost or surplus restart markers are worked around.
/// </summary>
internal static class ScanDecoder
{
    /// <returns>Where in the file the scan ended.</returns>
    /// <exception cref="PictureException">The file ends within the scan.</exception>
    public static int Decode(Scan scan, Frame frame, ReadOnlySpan<byte> file, int position)
    {
        var bits = new BitReader(file, position);
        BlockDecoder blocks = BlockDecoder.For(scan, frame);
        Component first = scan.Components[0].Component;
        bool isInterleaved = scan.Components.Length > 1;
        int across = isInterleaved ? frame.McusAcross : first.BlocksAcross;
        int down = isInterleaved ? frame.McusDown : first.BlocksDown;
        int untilRestart = scan.RestartInterval, restarts = 0;
        bool isSkipping = false;
        for (int y = 0; y < down; y++)
        {
            for (int x = 0; x < across; x++)
            {
                if (scan.RestartInterval > 0 && untilRestart-- == 0)
                {
                    isSkipping = !Synchronise(ref bits, file, restarts++ & 7, y * frame.Height / down);
                    untilRestart = scan.RestartInterval - 1;
                    blocks.Restart();
                    foreach (ScanComponent part in scan.Components)
                    {
                        part.DcPrediction = 0;
                    }
                }

                if (isSkipping)
                {
                    continue;
                }

                if (isInterleaved)
                {
                    DecodeMcu(ref bits, blocks, scan, x, y);
                }
                else
                {
                    blocks.Decode(ref bits, scan.Components[0], x, y);
                }

                if (bits.Truncated)
                {
                    throw Truncated(y * frame.Height / down);
                }

                isSkipping = bits.Exhausted;
            }
        }

        return bits.Position;
    }

    public static PictureException Truncated(int row) => new($"The JPEG is truncated at row {row}: the file ends before its picture does; fetch it again.");

    private static void DecodeMcu(ref BitReader bits, BlockDecoder blocks, Scan scan, int x, int y)
    {
        foreach (ScanComponent part in scan.Components)
        {
            (int across, int down) = (part.Component.HorizontalSampling, part.Component.VerticalSampling);
            for (int v = 0; v < down; v++)
            {
                for (int h = 0; h < across; h++)
                {
                    blocks.Decode(ref bits, part, (x * across) + h, (y * down) + v);
                }
            }
        }
    }

    /// <summary>
    /// Goes to the restart marker that is due. Another one tells how much is lost (the IJG library's rule): one or two too early in the count
    /// are leftovers and passed over; one or two too late mean that this interval is missing; anything else is taken as the one due.
    /// </summary>
    /// <returns>False when the interval's data are missing and the marker ahead is for later.</returns>
    private static bool Synchronise(ref BitReader bits, ReadOnlySpan<byte> file, int expected, int row)
    {
        var segments = new SegmentReader(file) { Position = bits.Position };
        while (true)
        {
            byte marker = segments.NextMarker() ?? throw Truncated(row);
            if (marker < Marker.BaselineFrame)
            {
                continue;
            }

            int ahead = Marker.IsRestart(marker) ? (marker - Marker.FirstRestart - expected) & 7 : 1;
            if (ahead is 1 or 2)
            {
                bits.Restart(segments.Position - 2);
                return false;
            }

            if (ahead is not (6 or 7))
            {
                bits.Restart(segments.Position);
                return true;
            }
        }
    }
}

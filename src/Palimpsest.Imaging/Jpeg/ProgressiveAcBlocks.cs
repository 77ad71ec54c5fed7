namespace Palimpsest.Imaging.Jpeg;

/// <summary>First scan of a band of AC coefficients of a progressive file (T.81, G.1.2.2).</summary>
internal sealed class ProgressiveAcBlocks(Scan scan) : BlockDecoder
{
    /// <summary>Blocks ahead that hold nothing in this band.</summary>
    private int _emptyBlocks;

    public override void Restart() => _emptyBlocks = 0;

    public override void Decode(ref BitReader bits, ScanComponent part, int blockX, int blockY)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }

        Span<short> coefficients = part.Component.CoefficientsOf(blockX, blockY);
        HuffmanDecodingTable ac = part.Ac!;
        for (int k = scan.SpectralStart; k <= scan.SpectralEnd; k++)
        {
            int runAndSize = bits.Decode(ac);
            int run = runAndSize >> 4, size = runAndSize & 15;
            if (size != 0)
            {
                k += run;
                coefficients[StandardTables.ZigZag[k]] = (short)(bits.ReceiveSigned(size) << scan.Shift);
            }
            else if (run == 15)
            {
                k += 15;
            }
            else
            {
                // This block ends here, and so do the next 2^run - 1 plus as many as the following bits say.
                _emptyBlocks = (1 << run) - 1 + bits.Receive(run);
                break;
            }
        }
    }
}

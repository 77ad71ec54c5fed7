namespace Palimpsest.Imaging.Jpeg;

/// <summary>
/// A later scan of a band of AC coefficients (T.81, G.1.2.3): one more bit for every coefficient that is not zero yet, in between the newly
/// non-zero ones, whose runs count only coefficients that are still zero.
/// </summary>
internal sealed class ProgressiveAcRefinement(Scan scan) : BlockDecoder
{
    private readonly int _bit = 1 << scan.Shift;

    /// <summary>Blocks from here on that gain no new coefficient.</summary>
    private int _blocksWithoutNew;

    public override void Restart() => _blocksWithoutNew = 0;

    public override void Decode(ref BitReader bits, ScanComponent part, int blockX, int blockY)
    {
        Span<short> coefficients = part.Component.CoefficientsOf(blockX, blockY);
        int k = scan.SpectralStart;
        while (_blocksWithoutNew == 0 && k <= scan.SpectralEnd)
        {
            int runAndSize = bits.Decode(part.Ac!);
            int run = runAndSize >> 4;
            int added = 0;
            if ((runAndSize & 15) != 0)
            {
                added = bits.Receive(1) != 0 ? _bit : -_bit;
            }
            else if (run < 15)
            {
                _blocksWithoutNew = (1 << run) + bits.Receive(run);
                break;
            }

            k = RefineUntilZero(ref bits, coefficients, k, run);
            if (added != 0 && k <= scan.SpectralEnd)
            {
                coefficients[StandardTables.ZigZag[k]] = (short)added;
            }

            k++;
        }

        if (_blocksWithoutNew > 0)
        {
            RefineUntilZero(ref bits, coefficients, k, 64);
            _blocksWithoutNew--;
        }
    }

    /// <summary>Refines from <paramref name="k"/> on and passes over <paramref name="zeros"/> zero coefficients.</summary>
    /// <returns>Index of the zero coefficient after those, or one past the band.</returns>
    private int RefineUntilZero(ref BitReader bits, Span<short> coefficients, int k, int zeros)
    {
        for (; k <= scan.SpectralEnd; k++)
        {
            ref short coefficient = ref coefficients[StandardTables.ZigZag[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                {
                    break;
                }
            }
            else if (bits.ReadBit() != 0 && (coefficient & _bit) == 0)
            {
                coefficient += (short)(coefficient > 0 ? _bit : -_bit);
            }
        }

        return k;
    }
}
